import { expect, test } from 'vitest';
import { writeIpv6Header } from '../../src/wire/ipv6.ts';
import { IP_PROTOCOL_ICMPV6 } from '../../src/wire/protocol-numbers.ts';
import { fillDirty } from '../support/dirty-window.ts';
import { hex, unhex } from '../support/hex.ts';

const FROM = unhex('fe80000000000000 0123456789abcdef');
const TO = unhex('ff02000000000000 0000000000000002');

test('omission: the payload length is never written; every other byte is', () => {
  const { bytes, unwritten } = fillDirty(60, (window) => {
    writeIpv6Header(window, 14, FROM, TO, IP_PROTOCOL_ICMPV6, 255);
    return 54;
  });
  expect(hex(bytes, 14, 54)).toBe(`60000000${'a5a5'}3aff${hex(FROM)}${hex(TO)}`);
  expect(unwritten).toEqual([
    [0, 14],
    [18, 20],
  ]);
  expect(hex(bytes, 54)).toBe('a5'.repeat(6));
});
