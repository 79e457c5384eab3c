import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compile } from './compile.ts';
import { Inputs } from './inputs.ts';
import { isExecutable, programs, searchPath } from './installed.ts';
import type { Plan } from './our-subjects.ts';
import { PEERS, type Peer, peerSubjects } from './peers.ts';
import type { Launch } from './subject.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-'));
afterAll(() => rmSync(folder, { recursive: true }));

const place = { root: ROOT, folder, output: path.join(folder, 'out.pcap'), meter: undefined };
const plan: Plan = { place, inputs: new Inputs(place), packets: 1000, long: false, yardstick: undefined };

describe('looking for a program', () => {
  test('goes through the folders in their order, and then through those of administrators', () => {
    const folders = searchPath(['/b', '', '/a', '/sbin', '/b'].join(path.delimiter));
    expect(folders.slice(0, 3)).toEqual(['/b', '/a', '/sbin']);
    expect(folders).toContain('/usr/sbin');
    expect(new Set(folders).size).toBe(folders.length);
    expect(programs('tool', folders, (file) => file !== '/b/tool').slice(0, 2)).toEqual([
      '/a/tool',
      '/sbin/tool',
    ]);
  });

  test('takes files that can be executed, and no folders', () => {
    const file = path.join(folder, 'program');
    writeFileSync(file, '');
    chmodSync(file, 0o755);
    const text = path.join(folder, 'text');
    writeFileSync(text, '', { mode: 0o644 });
    const inside = path.join(folder, 'inside');
    mkdirSync(inside);
    const missing = path.join(folder, 'missing');
    expect([file, text, inside, missing].map(isExecutable)).toEqual([true, false, false, false]);
  });
});

describe('choosing peers', () => {
  const node = (code: string): Launch => ({ command: process.execPath, args: ['-e', code] });
  const peer = (name: string, program: string | undefined, launch: Launch): Peer => ({
    name,
    find: () => program,
    subjects: () => [
      { name: `${name} task`, packets: 1, frameBytes: 60, phases: ['cold'], launch: () => launch },
    ],
  });
  const peers = [
    peer('works', 'works', node('0')),
    peer('missing', undefined, node('0')),
    peer('fails', 'fails', node("console.error('No permission\\nfor this'); process.exitCode = 3")),
    peer('vanishes', 'vanishes', { command: path.join(folder, 'nowhere'), args: [] }),
  ];

  test('leaves out those that are missing or do not work, and says why', async () => {
    const { subjects, leftOut } = await peerSubjects(peers, plan, undefined);
    expect(subjects.map(({ name }) => name)).toEqual(['works task']);
    expect(leftOut).toEqual([
      { name: 'missing', why: 'not installed' },
      { name: 'fails', why: 'it ended with status 3: No permission' },
      { name: 'vanishes', why: expect.stringContaining('ENOENT') },
    ]);
  });

  test('does not look for those that nobody asks for', async () => {
    expect(await peerSubjects(peers, plan, /^works/)).toEqual({ subjects: [expect.anything()], leftOut: [] });
  });

  test('no two of the real ones have a task of the same name', () => {
    const names = PEERS.flatMap((real) => real.subjects(real.name, plan).map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
  });
});

test('a compiler that is not there leaves the yardstick out', () => {
  const before = process.env['CC'];
  process.env['CC'] = 'no-such-compiler';
  try {
    expect(compile(ROOT, folder)).toEqual({ name: 'C', why: 'no compiler (no-such-compiler)' });
  } finally {
    if (before === undefined) delete process.env['CC'];
    else process.env['CC'] = before;
  }
});
