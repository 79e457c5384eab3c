import fc from 'fast-check';
import { expect, test } from 'vitest';
import { finish } from '../../src/wire/checksum.ts';
import { pseudoHeaderSum } from '../../src/wire/pseudo-header.ts';
import { naiveChecksum, pseudoHeader4 } from '../support/naive-checksum.ts';

test('10.0.0.1 to 10.0.0.2, protocol 17, length 9', () => {
  expect(pseudoHeaderSum(0x0a000001, 0x0a000002, 17, 9)).toBe(0x0a00 + 1 + 0x0a00 + 2 + 17 + 9);
});

test('is the sum of its twelve bytes, whatever the addresses', () => {
  const address = fc.integer({ min: 0, max: 0xffffffff });
  const byte = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(address, address, byte, fc.integer({ min: 0, max: 0xffff }), (from, to, protocol, length) => {
      const sum = finish(pseudoHeaderSum(from, to, protocol, length));
      expect(sum).toBe(naiveChecksum(pseudoHeader4(from, to, protocol, length)));
    }),
  );
});

test('the length is cut to its 16 bits', () => {
  expect(pseudoHeaderSum(0, 0, 6, 0x10003)).toBe(9);
});
