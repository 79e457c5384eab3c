import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyBytes } from '../../src/wire/copy.ts';

test('short and long stretches arrive, and nothing beside them changes', () => {
  const source = Uint8Array.from({ length: 400 }, (_, i) => i % 251);
  const offset = fc.integer({ min: 0, max: 50 });
  const length = fc.oneof(
    fc.integer({ min: 0, max: 300 }),
    fc.integer({ min: 23, max: 27 }),
    fc.integer({ min: 95, max: 98 }),
  );
  fc.assert(
    fc.property(offset, offset, length, (from, to, count) => {
      const target = new Uint8Array(400).fill(0xa5);
      copyBytes(source, from, target, to, count);
      const expected = new Array<number>(400).fill(0xa5);
      expected.splice(to, count, ...source.slice(from, from + count));
      expect([...target]).toEqual(expected);
    }),
  );
});

test('a whole array arrives where it is to be', () => {
  const source = Uint8Array.from({ length: 100 }, (_, i) => i);
  const target = new Uint8Array(110).fill(0xa5);
  copyBytes(source, 0, target, 5, 100);
  const around = new Array<number>(5).fill(0xa5);
  expect([...target]).toEqual([...around, ...source, ...around]);
});
