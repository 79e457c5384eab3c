import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../..');

/** A stream in which every frame leaks, secrets among it: sizes vary, and forwarded packets sum stale memory. */
function script(packets: number): string {
  return `name: stream
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
steps:
  - repeat:
      count: ${packets / 4}
      steps:
        - udp: {to: alice, from_port: 1, to_port: 2, payload: [{size: 100}, {size: 200, secret: one}]}
        - nat: {from: alice, to: bob, udp: {from_port: 3, to_port: 4, payload: {size: 18}}}
        - raw: {to: bob, size: 200, writes: [{at: 14, data: {size: 20, secret: two}}]}
        - udp: {to: bob, from_port: 1, to_port: 2, payload: {size: 100}}
`;
}

/** @returns peak resident memory in MiB, and the totals of the report */
function run(packets: number): { peak: number; totals: Record<string, number> } {
  const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-'));
  try {
    const scriptFile = path.join(folder, 'stream.yaml');
    const peakFile = path.join(folder, 'peak');
    const reportFile = path.join(folder, 'report.json');
    writeFileSync(scriptFile, script(packets));
    const preload = path.join(ROOT, 'test/support/peak-memory.mjs');
    const bin = path.join(ROOT, 'bin/netchannel-sim.js');
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', preload, bin, 'run', scriptFile, '-q', '-o', '/dev/null', '--json', reportFile],
      { env: { ...process.env, PEAK_MEMORY_FILE: peakFile }, encoding: 'utf8' },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const report = JSON.parse(readFileSync(reportFile, 'utf8')) as { totals: Record<string, number> };
    return { peak: Number(readFileSync(peakFile, 'utf8')) / 1024, totals: report.totals };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a million packets, all of them leaking, take no more memory than a hundred thousand', () => {
  const few = run(100_000);
  const many = run(1_000_000);
  expect(many.totals['frames']).toBe(1_000_000);
  expect(many.totals['leakingFrames']).toBeGreaterThan(990_000);
  expect(many.peak).toBeLessThan(1.2 * few.peak);
});
