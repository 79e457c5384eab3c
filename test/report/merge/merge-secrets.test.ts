import fc from 'fast-check';
import { expect, test } from 'vitest';
import { union } from '../../../src/report/merge/merge-secrets.ts';

const stretches = fc
  .uniqueArray(fc.nat(40), { maxLength: 10 })
  .map((list) => list.sort((a, b) => a - b).slice(0, list.length & ~1));

function bytesOf(list: readonly number[]): number[] {
  return Array.from({ length: 41 }, (_, i) => i).filter(
    (i) => list.filter((end) => end <= i).length % 2 === 1,
  );
}

test('a union has the bytes of both, and neighbours are one', () => {
  fc.assert(
    fc.property(stretches, stretches, (a, b) => {
      const both = union(a, b);
      expect(bytesOf(both)).toEqual(
        bytesOf(a)
          .concat(bytesOf(b))
          .filter((x, i, all) => all.indexOf(x) === i)
          .sort((x, y) => x - y),
      );
      expect(both.every((value, i) => i === 0 || value > (both[i - 1] ?? -1))).toBe(true);
    }),
  );
});
