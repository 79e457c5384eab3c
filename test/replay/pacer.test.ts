import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epochOf, Pacer } from '../../src/replay/pacer.ts';

const at = (seconds: number, nanoseconds = 0, hasTime = true) => ({ hasTime, seconds, nanoseconds });

/** @returns what there is to wait for packets of these times, one after another */
function waits(pacer: Pacer, times: readonly ReturnType<typeof at>[]): number[] {
  return times.map((time) => {
    let sum = 0;
    for (let wait = pacer.waitFor(time); wait > 0; wait = pacer.waitFor(time)) sum += wait;
    pacer.crossed();
    pacer.stepped();
    return sum;
  });
}

describe('waits', () => {
  test('are what is between packets', () => {
    expect(waits(new Pacer(5_000_000_000n), [at(5), at(5, 250), at(7)])).toEqual([0, 250, 1_999_999_750]);
  });

  test('time that goes backwards, or is unknown or beyond what a capture can say, is none', () => {
    const times = [at(5), at(3), at(0, 0, false), at(-1), at(2 ** 32), at(6)];
    // Each frame takes a microsecond of its own.
    expect(waits(new Pacer(5_000_000_000n), times)).toEqual([0, 0, 0, 0, 0, 1_000_000_000 - 4000]);
  });

  test('the interval of the run counts', () => {
    expect(waits(new Pacer(0n, 1_000_000), [at(0), at(0, 1_000_000), at(0, 5_000_000)])).toEqual([
      0, 0, 3_000_000,
    ]);
  });

  test('each is exact as a number, however long', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), fc.nat(999_999_999), fc.nat(999_999_999), (seconds, first, then) => {
        const pacer = new Pacer(BigInt(first));
        let sum = 0n;
        const time = at(seconds, then);
        for (let wait = pacer.waitFor(time); wait > 0; wait = pacer.waitFor(time)) {
          expect(Number.isSafeInteger(wait)).toBe(true);
          sum += BigInt(wait);
        }
        const gap = BigInt(seconds) * 1_000_000_000n + BigInt(then) - BigInt(first);
        expect(sum).toBe(gap > 0n ? gap : 0n);
      }),
    );
  });
});

test('the epoch', () => {
  expect(epochOf(at(5, 7))).toBe(5_000_000_007n);
  expect([epochOf(at(5, 7, false)), epochOf(at(-1)), epochOf(at(2 ** 32))]).toEqual([0n, 0n, 0n]);
});
