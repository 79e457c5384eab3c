import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HAS_SCRIPT, SCRIPT_NOTE } from '../support/programs.ts';
import { DEMO, folder, run } from './binary.ts';

const LAUNCHER = path.join(import.meta.dirname, '../../bin/netchannel-sim.js');

/** Takes longer than a second on any machine of these days. */
const LONG = `
name: long
hosts: {alice: {ip: 10.0.0.10}}
steps:
  - repeat: {count: 600000, steps: [{udp: {to: alice, to_port: 9, payload: {size: 1400}}}]}
`;

let place: ReturnType<typeof folder>;
beforeAll(() => {
  place = folder({ 'long.yaml': LONG, 'demo.yaml': DEMO });
});
afterAll(() => place.remove());

/** @returns what somebody at a terminal gets to see, standard error included */
function atTerminal(command: string): string {
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
  const line = `${process.execPath} ${LAUNCHER} ${command}`;
  const { stdout } = spawnSync('script', ['-qec', line, '/dev/null'], {
    cwd: place.path,
    env: { ...env, TERM: 'xterm', NO_COLOR: '1' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return stdout;
}

const LINE = /\r[\d,]+ packets, [\d,]+\/s, [\d.]+ [kMG]?B, 0 leaks, \d+ %/;

describe.skipIf(!HAS_SCRIPT)(`at a terminal${SCRIPT_NOTE}`, () => {
  test('a long run shows how far it is, and takes that away before the report', () => {
    const seen = atTerminal('run long.yaml --no-capture');
    expect(seen).toMatch(LINE);
    const before = seen.slice(0, seen.indexOf('long (long.yaml)'));
    expect(before).toMatch(/\r +\r$/);
    expect(seen.slice(before.length)).not.toMatch(/packets, .*\/s/);
    expect(seen).not.toContain('\u001b');
  });

  test.each([
    ['a short run', 'run demo.yaml --no-capture'],
    ['a quiet one', 'run long.yaml --no-capture -q'],
    ['one that somebody reads', 'run long.yaml -q -o - | wc -c'],
    ['one whose standard error goes elsewhere', 'run long.yaml --no-capture 2> /dev/null'],
  ])('%s shows nothing', (_, command) => {
    expect(atTerminal(command)).not.toMatch(/packets, .*\/s/);
  });
});

test('without a terminal nothing is shown', async () => {
  const { stderr, code } = await run(['run', 'long.yaml', '--no-capture'], { cwd: place.path });
  expect([code, stderr]).toEqual([0, '']);
});
