import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Murmur3 } from '../../../src/simulation/shard/murmur3.ts';

function digest(bytes: Uint8Array, seed = 0): string {
  const hash = new Murmur3(seed);
  hash.add(bytes);
  return hash.digest();
}

/** The words as they lie in memory where they are little-endian. */
function inMemory(hex: string): Buffer {
  return Buffer.from(hex, 'hex').swap32();
}

test('SMHasher verifies it: all lengths up to 255, each with another seed', () => {
  const key = Uint8Array.from({ length: 256 }, (_, i) => i);
  const all = Buffer.concat(
    Array.from({ length: 256 }, (_, i) => inMemory(digest(key.subarray(0, i), 256 - i))),
  );
  expect(inMemory(digest(all)).readUInt32LE(0)).toBe(0xb3ece62a);
});

test.each([
  ['', 0, '00000000000000000000000000000000'],
  ['', 1, '88c4adec54d201b954d201b954d201b9'],
])('of "%s" with the seed %i', (text, seed, expected) => {
  expect(digest(Buffer.from(text), seed)).toBe(expected);
});

test('how the bytes are divided makes no difference', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (parts) => {
      const hash = new Murmur3();
      for (const part of parts) hash.add(part);
      expect(hash.digest()).toBe(digest(Buffer.concat(parts)));
    }),
  );
});
