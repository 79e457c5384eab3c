import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ipv4Bytes, ipv6Bytes } from '../../src/pcap-writer/addresses.ts';
import { fitComment, utf8Length } from '../../src/pcap-writer/pcapng-text.ts';

const octet = fc.oneof(fc.nat(300).map(String), fc.constantFrom('', '01', '00', '+1', 'a', '1e1'));
const ipv4 = fc.array(octet, { minLength: 3, maxLength: 5 }).map((octets) => octets.join('.'));
const group = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('0', '1', 'fe80', 'FFFF', '00aB') },
  { weight: 2, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.oneof(ipv4, fc.ipV4(), fc.constantFrom('10000', 'g', '-1')) },
);
const ipv6 = fc.array(group, { minLength: 1, maxLength: 10 }).map((groups) => groups.join(':'));

function accepts(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return false;
  }
}

test('what is no address for Node.js is none here, and the other way round', () => {
  fc.assert(
    fc.property(fc.oneof(ipv4, fc.ipV4()), (text) => {
      expect(accepts(() => ipv4Bytes('Cannot', text))).toBe(isIPv4(text));
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.oneof(ipv6, fc.ipV6()), (text) => {
      expect([text, accepts(() => ipv6Bytes('Cannot', text))]).toEqual([text, isIPv6(text)]);
    }),
    { numRuns: 5000 },
  );
});

test('addresses with "::" anywhere', () => {
  const hex = (text: string): string => Buffer.from(ipv6Bytes('Cannot', text)).toString('hex');
  expect(hex('::')).toBe('0'.repeat(32));
  expect(hex('1:2:3:4:5:6:7::')).toBe('00010002000300040005000600070000');
  expect(hex('fe80::ffff:10.0.0.1')).toBe('fe800000000000000000ffff0a000001');
});

test('the length of a text is that of its bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '…', '😀', '\ud83d', '\ude00') }), (text) => {
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
    }),
  );
  expect(utf8Length(fitComment('…'.repeat(30_000)))).toBe(65_535);
});
