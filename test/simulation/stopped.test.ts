import { describe, expect, test } from 'vitest';
import { loadScript } from '../../src/script/load-script.ts';
import { compareReleases } from '../../src/simulation/comparison/comparison.ts';
import { runScript } from '../../src/simulation/run.ts';
import { runShard } from '../../src/simulation/shard/run-shard.ts';

const SCRIPT = loadScript(
  `hosts: {alice: {ip: 10.0.0.10}}
expect: {frames: 3}
steps: [{repeat: {count: 3, steps: [{ping: {to: alice}}]}}]`,
  'three.yaml',
);

function stopAt(number: number) {
  const stop = new AbortController();
  let seen = 0;
  const frame = (): void => {
    seen++;
    if (seen === number) stop.abort();
  };
  return { signal: stop.signal, frame };
}

describe('a run that is told to stop', () => {
  test.each([
    [1, false, 1],
    [2, false, 2],
    [3, true, 3],
  ])('at step %i of three: complete is %s', async (step, complete, stepsTaken) => {
    const { signal, frame } = stopAt(step);
    const result = await runScript(SCRIPT, { signal, listener: { frame } });
    expect(result).toMatchObject({ complete, stepsTaken });
    expect(result.expectations.unchecked).toBe(complete ? 0 : 1);
  });

  test.each([
    [1, false],
    [3, true],
  ])('at step %i of a shard', async (step, complete) => {
    const { signal, frame } = stopAt(step);
    const result = await runShard(SCRIPT, { shard: { index: 1, count: 1 }, signal, listener: { frame } });
    expect(result).toMatchObject({ complete, stepsTaken: step });
  });

  test.each([
    [1, false],
    [3, true],
  ])('at step %i of a comparison', async (step, complete) => {
    const { signal, frame } = stopAt(step);
    const capture = {
      write: () => {
        frame();
        return true;
      },
      drain: async () => undefined,
    };
    const captures = new Map([['1.10.0' as const, capture]]);
    const result = await compareReleases(SCRIPT, { signal, captures, releases: ['1.10.0'] });
    expect(result).toMatchObject({ complete, stepsTaken: step });
  });
});
