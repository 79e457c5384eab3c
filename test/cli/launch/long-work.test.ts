import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { expectSteps } from '../../../src/cli/launch/long-work.ts';

const ROOT = path.join(import.meta.dirname, '../../..');

test.each([
  [13, 0],
  [49_999, 0],
  [50_000, 1],
  [Number.POSITIVE_INFINITY, 1],
])('%d steps: V8 is told %d times', async (steps, times) => {
  const told: string[] = [];
  await expectSteps(steps, async () => (flags) => told.push(flags));
  expect(told).toHaveLength(times);
});

test('V8 knows the flag, takes it while it runs, and says nothing', () => {
  const program = `
    const { setFlagsFromString } = require('node:v8');
    setFlagsFromString('--max-inlined-bytecode-size-cumulative=2760');`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  expect([status, stdout, stderr]).toEqual([0, '', '']);
});

/** Has a process end with 7 if what knows of V8's flags was loaded. */
const TELL_V8 = `data:text/javascript,process.on('exit', () => {
  if (process.moduleLoadList.includes('NativeModule v8')) process.exitCode = 7;
})`;

const LAUNCHER = path.join(ROOT, 'bin/netchannel-sim.js');

function scriptOf(count: number): string {
  return JSON.stringify({
    name: 'long',
    steps: [{ repeat: { count, steps: [{ udp: { to: '10.0.0.2', to_port: 9, payload: 'hello' } }] } }],
  });
}

test.each([
  ['run', 49_000, 0],
  ['run', 51_000, 7],
  ['run --shard 1/2', 99_000, 0],
  ['compare', 16_000, 0],
  ['compare', 17_000, 7],
])('%s of %d steps: ends with %d, which tells whether V8 was', (command, count, status) => {
  const [name = '', ...options] = command.split(' ');
  const outputs = name === 'run' ? ['--no-capture'] : [];
  const args = ['--import', TELL_V8, LAUNCHER, name, '-', ...options, ...outputs, '-q'];
  expect(spawnSync(process.execPath, args, { cwd: ROOT, input: scriptOf(count) }).status).toBe(status);
});

test('a long run is the same run', () => {
  const run = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...args, LAUNCHER, 'run', '-', '--no-capture', '--json', '-q'],
      { cwd: ROOT, encoding: 'utf8', input: scriptOf(60_000), maxBuffer: 1 << 28 },
    );
    expect([status, stderr]).toEqual([0, '']);
    return stdout;
  };
  expect(run()).toBe(run('--max-inlined-bytecode-size-cumulative=0'));
});
