import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const PROGRAM = path.join(import.meta.dirname, '../../../dist/program');

const LAUNCHER = path.join(PROGRAM, '../../bin/netchannel-sim.js');

/** Has a process end with 7 if zod was loaded, which shows among what is global. */
const TELL_ZOD = `data:text/javascript,process.on('exit', () => {
  if (globalThis.__zod_globalRegistry !== undefined) process.exitCode = 7;
})`;

function ended(...args: string[]): number | null {
  return spawnSync(process.execPath, ['--import', TELL_ZOD, LAUNCHER, ...args]).status;
}

/** @returns the files of the program in which `text` stands */
function filesWith(text: string): string[] {
  const files = readdirSync(PROGRAM).filter((name) => name.endsWith('.cjs'));
  return files.filter((name) => readFileSync(path.join(PROGRAM, name), 'latin1').includes(text));
}

test('all that is done for each packet is in one file: the options take nothing of it with them', () => {
  for (const text of ['WebAssembly', 'Cannot grant access', 'Cannot take a block']) {
    expect(filesWith(text), text).toEqual(['emulator.cjs']);
  }
});

test('to emulate takes no schema: zod makes no functions once it is told so, which is before it is loaded', () => {
  expect(filesWith('_zod')).not.toContain('emulator.cjs');
});

test('neither does it take one to complete a command line, nor to run a sample that the build has checked', () => {
  expect(ended('completion', 'bash')).toBe(0);
  expect(ended('--help')).toBe(0);
  for (const sample of [[], ['which-fix']]) expect(ended('run', ...sample, '--no-capture', '-q')).not.toBe(7);
  expect(ended('schema')).toBe(7);
});
