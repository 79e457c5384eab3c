import { expect, test } from 'vitest';
import { Sfc32 } from '../../src/script/random.ts';

/** The generator after its author's C code, on numbers without limit. */
function reference(seed: number, count: number): number[] {
  const mask = 0xffff_ffffn;
  let [a, b, c, counter] = [BigInt(seed), 0x9e37_79b9n, 0x243f_6a88n, 1n];
  const numbers: number[] = [];
  for (let i = 0; i < count + 12; i++) {
    const sum = (a + b + counter++) & mask;
    a = b ^ (b >> 9n);
    b = (c + (c << 3n)) & mask;
    c = (((c << 21n) | (c >> 11n)) + sum) & mask;
    numbers.push(Number(sum));
  }
  return numbers.slice(12);
}

test.each([0, 1, 7, 0x8000_0000, 0xffff_ffff])('sfc32 with seed %i follows its definition', (seed) => {
  const random = new Sfc32(seed);
  expect(Array.from({ length: 200 }, () => random.next())).toEqual(reference(seed, 200));
});

test('fill writes every byte, the lowest of each number first', () => {
  const bytes = new Uint8Array(7).fill(0xa5);
  new Sfc32(3).fill(bytes);
  const [first = 0, second = 0] = reference(3, 2);
  const expected = Buffer.alloc(8);
  expected.writeUInt32LE(first, 0);
  expected.writeUInt32LE(second, 4);
  expect([...bytes]).toEqual([...expected.subarray(0, 7)]);
});

test('bytes are spread evenly', () => {
  const bytes = new Uint8Array(1 << 16);
  new Sfc32(1).fill(bytes);
  const counts = new Array<number>(256).fill(0);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  expect(Math.min(...counts)).toBeGreaterThan(150);
  expect(Math.max(...counts)).toBeLessThan(370);
});
