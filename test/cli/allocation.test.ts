import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { COMPARED_RELEASES } from '../../src/netchannel/releases.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const FRAMES_OF_REPETITION = 18;

/** Bytes. A quarter of it for each frame, on average, is more than sampling is wrong by, and what cold code allocates. */
const LEAST_OBJECT = 16;

/** @returns bytes that a run of a workload allocates for JavaScript objects, start-up included */
function allocated(workload: string, count: number, ...more: string[]): number {
  const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-'));
  try {
    const file = path.join(folder, 'allocated');
    const preload = path.join(ROOT, 'test/support/allocated-memory.mjs');
    const bin = path.join(ROOT, 'bin/netchannel-sim.js');
    const script = path.join(ROOT, `test/bench/workloads/${workload}.yaml`);
    const args = [script, '-D', `count=${count}`, ...more];
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', preload, bin, 'run', ...args, '-q', '-o', '/dev/null'],
      { env: { ...process.env, ALLOCATED_MEMORY_FILE: file }, encoding: 'utf8' },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return Number(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a packet of a stream that leaks in every frame allocates nothing', () => {
  const few = allocated('udp-leaking', 200_000, '-D', 'size=100');
  const many = allocated('udp-leaking', 1_200_000, '-D', 'size=100');
  expect((many - few) / 1_000_000).toBeLessThan(LEAST_OBJECT / 4);
});

test.each(COMPARED_RELEASES)('packets of all kinds allocate nothing under %s', (release) => {
  const few = allocated('mix', 15_000, '--netchannel', release);
  const many = allocated('mix', 75_000, '--netchannel', release);
  expect((many - few) / (60_000 * FRAMES_OF_REPETITION)).toBeLessThan(LEAST_OBJECT / 4);
});
