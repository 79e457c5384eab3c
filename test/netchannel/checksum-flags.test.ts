import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CHECKSUM_BLANK,
  CHECKSUM_VALIDATED,
  checksumOf,
  rxChecksumFlags,
  txChecksumFlags,
} from '../../src/netchannel/checksum-flags.ts';

test('the two flags have changed places between the rings, as in netif.h', () => {
  expect(txChecksumFlags(CHECKSUM_BLANK)).toBe(1);
  expect(txChecksumFlags(CHECKSUM_VALIDATED)).toBe(2);
  expect(rxChecksumFlags(CHECKSUM_BLANK)).toBe(2);
  expect(rxChecksumFlags(CHECKSUM_VALIDATED)).toBe(1);
});

test('what is written is read, whatever other flags there are', () => {
  fc.assert(
    fc.property(fc.nat(3), fc.nat(0xffff), (checksum, others) => {
      const rest = others & ~3;
      expect(checksumOf('tx', txChecksumFlags(checksum) | rest)).toBe(checksum);
      expect(checksumOf('rx', rxChecksumFlags(checksum) | rest)).toBe(checksum);
    }),
  );
});
