import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeDecimal } from '../../src/script/decimal.ts';

test('digits are those of the number, and nothing else is written', () => {
  fc.assert(
    fc.property(fc.oneof(fc.nat(1000), fc.nat(1_000_000_000)), fc.nat(3), (value, at) => {
      const bytes = new Uint8Array(20).fill(0xa5);
      const end = writeDecimal(bytes, at, value);
      expect(Buffer.from(bytes.subarray(at, end)).toString()).toBe(String(value));
      expect(bytes.filter((byte, i) => (i < at || i >= end) && byte !== 0xa5)).toHaveLength(0);
    }),
  );
});
