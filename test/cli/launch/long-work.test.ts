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

test('a long run is the same run', () => {
  const run = (...args: string[]): string => {
    const launcher = path.join(ROOT, 'bin/netchannel-sim.js');
    const script = JSON.stringify({
      name: 'long',
      steps: [
        { repeat: { count: 60_000, steps: [{ udp: { to: '10.0.0.2', to_port: 9, payload: 'hello' } }] } },
      ],
    });
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...args, launcher, 'run', '-', '--no-capture', '--json', '-q'],
      { cwd: ROOT, encoding: 'utf8', input: script, maxBuffer: 1 << 28 },
    );
    expect([status, stderr]).toEqual([0, '']);
    return stdout;
  };
  expect(run()).toBe(run('--max-inlined-bytecode-size-cumulative=0'));
});
