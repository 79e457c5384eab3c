import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { median, summarize, summarizeRatios } from './statistics.ts';

describe('median', () => {
  test('of an odd and an even number of values', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 10, 2])).toBe(3);
    expect(median([])).toBeUndefined();
  });

  test('has as many values below it as above it, whatever their order', () => {
    const values = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, (list) => {
        const middle = median(list) ?? Number.NaN;
        expect(list.filter((value) => value < middle).length).toBeLessThanOrEqual(list.length / 2);
        expect(list.filter((value) => value > middle).length).toBeLessThanOrEqual(list.length / 2);
      }),
    );
  });

  test('leaves the values as they are', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('spread', () => {
  test('is half the range, as a share of the median', () => {
    expect(summarize([90, 100, 130])).toEqual({ median: 100, spread: 0.2 });
    expect(summarize([7])).toEqual({ median: 7, spread: 0 });
    expect(summarize([])).toBeUndefined();
  });
});

describe('ratios', () => {
  test('are taken round by round, so that a slow round does not count', () => {
    // The machine was ten times slower in the second round.
    expect(summarizeRatios([100, 10, 100], [200, 20, 200])).toEqual({ median: 0.5, spread: 0 });
  });

  test('leave out rounds in which one of the two is not known', () => {
    expect(summarizeRatios([100, undefined, 300], [100, 100, undefined])).toEqual({ median: 1, spread: 0 });
    expect(summarizeRatios([undefined], [1])).toBeUndefined();
    expect(summarizeRatios([1], [])).toBeUndefined();
  });
});
