import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Region, RegionList } from '../../src/simd/region-list.ts';

const SIZE = 20 * 4096;

test('regions begin on pages, lie in the memory and do not overlap, whatever is taken and put back', () => {
  const length = fc.integer({ min: 1, max: 6 * 4096 });
  const operation = fc.oneof(
    length,
    fc.integer({ min: 0, max: 5 }).map((which) => ({ put: which })),
  );
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const list = new RegionList(SIZE);
      const taken: Region[] = [];
      for (const what of operations) {
        if (typeof what === 'object') {
          for (const region of taken.splice(what.put, 1)) list.put(region);
          continue;
        }
        const region = list.take(what);
        if (region === undefined) {
          expect(largestGap(taken)).toBeLessThan(what);
          continue;
        }
        expect(region.length).toBe(what);
        expect(region.start % 4096).toBe(0);
        expect(region.start + what).toBeLessThanOrEqual(SIZE);
        for (const { start, length: size } of taken) {
          expect(region.start + what <= start || start + size <= region.start).toBe(true);
        }
        taken.push(region);
      }
    }),
  );
});

test('a region that was put back already, or was never taken, is left alone', () => {
  const list = new RegionList(SIZE);
  const region = list.take(SIZE) as Region;
  list.put({ ...region });
  expect(list.take(1)).toBeUndefined();
  list.put(region);
  const again = list.take(1);
  list.put(region);
  expect(again?.start).toBe(0);
  expect(list.take(1)?.start).toBe(4096);
});

/** Bytes between two regions, or before the first or behind the last, from the first page on that is free. */
function largestGap(taken: readonly Region[]): number {
  let free = 0;
  let largest = 0;
  for (const { start, length } of [...taken].sort((a, b) => a.start - b.start)) {
    largest = Math.max(largest, start - free);
    free = Math.ceil((start + length) / 4096) * 4096;
  }
  return Math.max(largest, SIZE - free);
}
