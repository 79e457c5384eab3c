import { describe, expect, test } from 'vitest';
import { Arrivals } from '../../../src/simulation/time/arrivals.ts';
import { VirtualClock } from '../../../src/simulation/time/virtual-clock.ts';

/** 8 ns for each byte, and 1000 ns on the way. */
const FAST = { bitsPerSecond: 1e9, latencyNanoseconds: 1000 };

function arriving(
  link: ConstructorParameters<typeof Arrivals>[1],
  frames: readonly ['tx' | 'rx', number][],
): { arrivals: Arrivals; clock: VirtualClock; times: number[] } {
  const clock = new VirtualClock(0n);
  const arrivals = new Arrivals(clock, link);
  const times = frames.map(([direction, length]) => Number(arrivals.stamp(direction, length).sinceEpoch));
  return { arrivals, clock, times };
}

describe('when frames that cross at one moment arrive', () => {
  test('without a link: at once, with a gap of a microsecond from frame to frame', () => {
    const { arrivals, clock, times } = arriving(undefined, [
      ['tx', 100],
      ['rx', 100],
      ['tx', 100],
    ]);
    expect(times).toEqual([0, 1000, 2000]);
    expect(clock.sinceEpoch).toBe(2000n);
    expect(arrivals.end().sinceEpoch).toBe(2000n);
    expect(arrivals.advancing()).toEqual([]);
  });

  test('over a link with a rate: one after the other in each direction, and no time goes by', () => {
    const { arrivals, clock, times } = arriving(FAST, [
      ['tx', 100],
      ['tx', 100],
      ['rx', 50],
    ]);
    expect(times).toEqual([1800, 2600, 1400]);
    expect(clock.sinceEpoch).toBe(0n);
    expect(arrivals.end().sinceEpoch).toBe(2600n);
  });

  test('over a link with a latency only: with the gap, and so much later', () => {
    const { times } = arriving({ bitsPerSecond: Infinity, latencyNanoseconds: 5000 }, [
      ['tx', 100],
      ['tx', 100],
    ]);
    expect(times).toEqual([5000, 6000]);
  });
});

test('what decides when frames to come arrive is told for each direction', () => {
  const { arrivals } = arriving(FAST, [['tx', 100]]);
  expect(arrivals.advancing().map(({ key, value, told }) => [key, value, told])).toEqual([
    ['tx sent', 800n, 800n],
    ['tx arrived', 1800n, 1800n],
    ['rx sent', 0n, 0n],
    ['rx arrived', 0n, 0n],
  ]);
});
