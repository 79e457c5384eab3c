import { describe, expect, test } from 'vitest';
import { NatWriter, natPacketLength } from '../../src/guest/nat-fill.ts';
import type { NatPacket } from '../../src/guest/packets.ts';
import { type DirtyFill, fillDirty } from '../support/dirty-window.ts';
import { hex, unhex } from '../support/hex.ts';
import { naiveChecksum, pseudoHeader4 } from '../support/naive-checksum.ts';
import { notedSums } from '../support/noted-sums.ts';
import { GUEST_IP, GUEST_MAC, nat, PEER_IP } from '../support/sample-packets.ts';

const PAYLOAD = unhex('616263');

function fill(packet: NatPacket, size = 2048): DirtyFill {
  const writer = new NatWriter(GUEST_MAC);
  return fillDirty(size, (window) => writer.fill(window, packet));
}

test.each([
  ['udp', 8, 0x11],
  ['tcp', 20, 0x06],
] as const)('%s: the transport checksum is right on a dirty block', (protocol, headerLength, number) => {
  const { bytes, length } = fill(nat(protocol, PAYLOAD));
  expect(length).toBe(14 + 20 + headerLength + 3);
  expect(natPacketLength(nat(protocol, PAYLOAD))).toBe(length - 14);
  expect(hex(bytes, 0, 15)).toBe('020000000002' + '020000000001' + '0800' + '45');
  expect(hex(bytes, 18, 24)).toBe(`000740003f${number.toString(16).padStart(2, '0')}`);
  const segment = bytes.subarray(34, length);
  expect(naiveChecksum(pseudoHeader4(GUEST_IP, PEER_IP, number, segment.length), segment)).toBe(0);
  expect(hex(segment, headerLength)).toBe('616263');
});

describe.each(['udp', 'tcp', 'icmp'] as const)('%s', (protocol) => {
  test('omission: the type of service is not written', () => {
    expect(fill(nat(protocol, PAYLOAD)).unwritten).toEqual([[15, 16]]);
  });

  test('omission: the IPv4 checksum sums its own stale field and is not corrected', () => {
    const { bytes, window } = fill(nat(protocol, PAYLOAD));
    const header = bytes.slice(14, 34);
    expect(naiveChecksum(header)).not.toBe(0);
    const stored = hex(header, 10, 12);
    header.set([0xa5, 0xa5], 10);
    expect(stored).toBe(naiveChecksum(header).toString(16).padStart(4, '0'));
    expect(notedSums(window).filter(({ field }) => field === 24)).toEqual([
      { field: 24, start: 15, end: 16, contribution: 0x00a5 },
      { field: 24, start: 24, end: 26, contribution: 0xa5a5 },
    ]);
  });
});

test('omission: the ICMP checksum sums the rest of the block, payload and all, and then the payload', () => {
  const { bytes, window } = fill(nat('icmp', PAYLOAD));
  const rest = bytes.slice(34);
  const stored = hex(rest, 2, 4);
  rest.fill(0, 2, 4);
  expect(stored).toBe(naiveChecksum(rest, PAYLOAD).toString(16).padStart(4, '0'));
  expect(notedSums(window).filter(({ field }) => field === 36)).toMatchObject([{ start: 45, end: 2048 }]);
});

describe('IPv4 options', () => {
  test('of whole words stand between the headers', () => {
    const { bytes, length } = fill(nat('udp', PAYLOAD, { ipOptions: unhex('94040000') }));
    expect(length).toBe(14 + 24 + 8 + 3);
    expect(bytes[14]).toBe(0x46);
    expect(hex(bytes, 34, 42)).toBe('94040000' + '00010002');
  });

  test('that need padding are overlapped by the transport header, as their padding is not counted', () => {
    const packet = nat('udp', PAYLOAD, { ipOptions: unhex('940400') });
    const { bytes, length } = fill(packet);
    expect(natPacketLength(packet)).toBe(20 + 3 + 8 + 3);
    expect(length).toBe(14 + 34);
    expect(bytes[14]).toBe(0x46);
    expect(hex(bytes, 16, 18)).toBe((24 + 8 + 3).toString(16).padStart(4, '0'));
    expect(hex(bytes, 34, 41)).toBe('940400' + '00010002');
  });
});

test('a packet that does not fit leaves an Ethernet header alone', () => {
  const { bytes, length, unwritten } = fill(nat('udp', PAYLOAD), 14 + 20 + 8 + 2);
  expect(length).toBe(14);
  expect(unwritten).toEqual([]);
  expect(hex(bytes, 14)).toBe('a5'.repeat(30));
  expect(fill(nat('udp', PAYLOAD), 14 + 20 + 8 + 3).length).toBe(45);
});
