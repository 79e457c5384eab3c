import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HAS_SCRIPT, SCRIPT_NOTE } from '../support/programs.ts';
import { DEMO, ENDLESS, folder, run } from './binary.ts';

const LAUNCHER = path.join(import.meta.dirname, '../../bin/netchannel-sim.js');
const CTRL_C = '\u0003';

let place: ReturnType<typeof folder>;
beforeAll(() => {
  place = folder({ 'endless.yaml': ENDLESS, 'demo.yaml': DEMO });
});
afterAll(() => place.remove());

/** Starts a command at a terminal of its own. */
function atTerminal(command: string): ChildProcessWithoutNullStreams {
  const { PATH = '' } = process.env;
  return spawn('script', ['-qec', command, '/dev/null'], {
    cwd: place.path,
    env: { PATH, TERM: 'xterm', NO_COLOR: '1', SHELL: '/bin/sh' },
  });
}

/** @returns what somebody there gets to see, standard error included; types Ctrl-C as soon as `enough` is seen */
function seen(child: ChildProcessWithoutNullStreams, enough?: RegExp): Promise<string> {
  let text = '';
  let isStopped = false;
  child.stdin.on('error', () => undefined);
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (isStopped || enough?.test(text) !== true) return;
    isStopped = true;
    child.stdin.write(CTRL_C);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(text));
  });
}

const go = (words: string): string => `${process.execPath} ${LAUNCHER} ${words}`;

const LINE = /\r[\d,]+ packets, [\d,]+\/s, [\d.]+ [kMGT]?B, 0 leaks, \d+ %, [\d:,]+ left/;
const RATE = /packets?, .*\/s/;

describe.skipIf(!HAS_SCRIPT)(`at a terminal${SCRIPT_NOTE}`, () => {
  test('a long run shows how far it is, and takes that away before the report', async () => {
    const text = await seen(atTerminal(go('run endless.yaml --no-capture')), LINE);
    const report = text.indexOf('(endless.yaml), netchannel');
    const start = text.lastIndexOf('\r', report);
    expect(text.slice(0, start + 1)).toMatch(/\r {20,}\r$/);
    expect(text.slice(start)).not.toMatch(RATE);
    expect(text).toContain('Stopped after');
    expect(text).not.toContain('\u001b');
  });

  test('a short run shows nothing', async () => {
    expect(await seen(atTerminal(go('run demo.yaml --no-capture')))).not.toMatch(RATE);
  });

  test.each([
    ['a quiet one', '--no-capture -q'],
    ['one that somebody reads', '-q -o - | wc -c'],
    ['one whose standard error goes elsewhere', '--no-capture 2> /dev/null'],
  ])('%s shows nothing', async (_, options) => {
    const text = await seen(atTerminal(`timeout -s INT 3 ${go(`run endless.yaml ${options}`)}`));
    expect(text).not.toMatch(RATE);
  });
});

test('without a terminal nothing is shown', async () => {
  const { stderr, code } = await run(['run', 'demo.yaml', '--no-capture'], { cwd: place.path });
  expect([code, stderr]).toEqual([0, '']);
});
