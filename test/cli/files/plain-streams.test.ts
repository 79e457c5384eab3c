import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const LAUNCHER = path.join(import.meta.dirname, '../../../bin/netchannel-sim.js');
const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Has a process end with 7 if it has loaded Node.js's streams. */
const TELL_STREAMS = `const had = process.moduleLoadList.includes('NativeModule stream');
process.on('exit', () => {
  if (!had && process.moduleLoadList.includes('NativeModule stream')) process.exitCode = 7;
})`;

/** @returns the exit status, and what went to the file that both streams led to */
function toFile(flags: string, ...args: string[]): { status: number | null; text: string } {
  const file = path.join(folder, 'out.txt');
  writeFileSync(file, 'before\n');
  const output = openSync(file, flags);
  const hook = path.join(folder, 'hook.cjs');
  writeFileSync(hook, TELL_STREAMS);
  const { status } = spawnSync(process.execPath, ['--require', hook, LAUNCHER, ...args], {
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  return { status, text: readFileSync(file, 'utf8') };
}

describe('standard output and standard error that are a file', () => {
  test('take what is written in its order, behind what is there', () => {
    const { text } = toFile('a', 'run', 'no-such.yaml', '-q', '--no-capture');
    expect(text).toMatch(/^before\nnetchannel-sim: .*no-such\.yaml/);
  });

  test('need no streams of Node.js', () => {
    expect(toFile('w', '--help')).toEqual({ status: 0, text: expect.stringContaining('Commands:') });
    expect(toFile('w', 'completion', 'bash').status).toBe(0);
    const run = toFile('w', 'run', '--no-capture');
    expect(run).toEqual({ status: 0, text: expect.stringContaining('OSEC-2019-01') });
  });
});

test.skipIf(process.platform !== 'linux')('a disk that is full is told', () => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [LAUNCHER, '--help'], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(full);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'netchannel-sim: Cannot write to standard output: no space left on the device\n',
  });
});
