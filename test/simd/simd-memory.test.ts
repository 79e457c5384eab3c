import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Region } from '../../src/simd/region-list.ts';
import { SIMD_BYTES, SIMD_REGIONS, SIMD_VIEW, simdCopy, simdSum } from '../../src/simd/simd-memory.ts';
import { addToSum, addViewToSum, fold } from '../../src/wire/checksum.ts';
import { copyBytes } from '../../src/wire/copy.ts';

const SIZE = 70_000;
const REGION = SIMD_REGIONS.take(SIZE) as Region;
afterAll(() => SIMD_REGIONS.put(REGION));

const stretch = fc.record({
  at: fc.integer({ min: 0, max: 200 }),
  length: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 3000 })),
});

/** @returns the same bytes in ordinary memory */
function fill(seed: number): Uint8Array {
  const bytes = SIMD_BYTES.subarray(REGION.start, REGION.start + SIZE);
  for (let i = 0; i < SIZE; i++) bytes[i] = (Math.imul(i + seed, 0x9e3779b1) >>> 24) & 0xff;
  return bytes.slice();
}

describe('sums are those of ordinary memory', () => {
  test('at any place, of any length, from either half of a word on', () => {
    fc.assert(
      fc.property(
        stretch,
        fc.integer(),
        fc.boolean(),
        fc.nat(100_000),
        ({ at, length }, seed, odd, before) => {
          const ordinary = fill(seed);
          const expected = fold(addToSum(before, ordinary, at, length, odd));
          const place = REGION.start + at;
          expect(fold(addToSum(before, SIMD_BYTES, place, length, odd))).toBe(expected);
          expect(fold(addViewToSum(before, SIMD_VIEW, place, length, odd))).toBe(expected);
          expect(fold(addViewToSum(before, new DataView(ordinary.buffer), at, length, odd))).toBe(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('also of as many high words as there may be', () => {
    SIMD_BYTES.fill(0xff, REGION.start, REGION.start + SIZE);
    expect(simdSum(REGION.start, 65535)).toBe(fold(addToSum(0, new Uint8Array(65535).fill(0xff), 0, 65535)));
    expect(simdSum(0, 0)).toBe(0);
  });
});

test('copies arrive, and nothing beside them changes', () => {
  fc.assert(
    fc.property(stretch, fc.integer({ min: 0, max: 200 }), ({ at, length }, offset) => {
      const expected = fill(1);
      const to = 40_000 + offset;
      expected.copyWithin(to, at, at + length);
      copyBytes(SIMD_BYTES, REGION.start + at, SIMD_BYTES, REGION.start + to, length);
      expect(Buffer.compare(expected, SIMD_BYTES.subarray(REGION.start, REGION.start + SIZE))).toBe(0);
    }),
  );
});

test('nothing beyond the end is summed or copied', () => {
  const end = SIMD_BYTES.length;
  expect(() => simdSum(end - 10, 40)).toThrow('out of bounds');
  expect(() => simdCopy(0, end - 10, 11)).toThrow('out of bounds');
  expect(simdSum(end - 10, 10)).toBe(0);
});
