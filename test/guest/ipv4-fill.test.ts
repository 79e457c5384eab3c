import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Ipv4HeaderWriter,
  type Ipv4Packet,
  mayFragment,
  transportHeaderLength,
} from '../../src/guest/ipv4-fill.ts';
import type { TcpSegment, UdpDatagram } from '../../src/guest/packets.ts';
import { addToSum, finish } from '../../src/wire/checksum.ts';
import { type DirtyFill, fillDirty } from '../support/dirty-window.ts';
import { hex, unhex } from '../support/hex.ts';
import { naiveChecksum, pseudoHeader4 } from '../support/naive-checksum.ts';
import { notedSums } from '../support/noted-sums.ts';
import { GUEST_IP, GUEST_MAC, icmpEcho, PEER_IP, tcp, udp } from '../support/sample-packets.ts';

const PAYLOAD = unhex('616263');

function fill(packet: Ipv4Packet, flagsAndOffset = 0): DirtyFill {
  const writer = new Ipv4HeaderWriter(GUEST_MAC);
  return fillDirty(2048, (window) => writer.fillWhole(window, packet, flagsAndOffset));
}

const PACKETS: [string, Ipv4Packet, number, string][] = [
  ['UDP', udp(PAYLOAD), 8, '11'],
  ['TCP', tcp(PAYLOAD), 20, '06'],
  ['TCP with options', tcp(PAYLOAD, { options: [{ kind: 'mss', value: 1460 }, { kind: 'nop' }] }), 28, '06'],
  ['ICMP', icmpEcho(PAYLOAD), 8, '01'],
];

describe.each(PACKETS)('%s on a dirty block', (_, packet, headerLength, protocol) => {
  const total = 20 + headerLength + 3;

  test('has its headers, and the payload behind them', () => {
    const { bytes, length } = fill(packet, 0x4000);
    expect(transportHeaderLength(packet)).toBe(headerLength);
    expect(length).toBe(14 + total);
    expect(hex(bytes, 0, 15)).toBe('020000000002' + '020000000001' + '0800' + '45');
    expect(hex(bytes, 16, 24)).toBe(`${total.toString(16).padStart(4, '0')}00004000${'26'}${protocol}`);
    expect(hex(bytes, 26, 34)).toBe('0a0000010a000002');
    expect(hex(bytes, 34 + headerLength, length)).toBe('616263');
  });

  test('omission: the type of service is left; it is the only byte', () => {
    expect(fill(packet).unwritten).toEqual([[15, 16]]);
  });

  test('the receiver finds both checksums right', () => {
    const { bytes, length, window } = fill(packet);
    expect(naiveChecksum(bytes.subarray(14, 34))).toBe(0);
    const segment = bytes.subarray(34, length);
    const pseudo = pseudoHeader4(GUEST_IP, PEER_IP, Number.parseInt(protocol, 16), segment.length);
    expect(naiveChecksum(...(packet.kind === 'icmp-echo' ? [] : [pseudo]), segment)).toBe(0);
    expect(notedSums(window)).toEqual([{ field: 24, start: 15, end: 16, contribution: 0x00a5 }]);
  });
});

test('an echo request is type 8, a reply type 0; identifier and sequence number follow', () => {
  const echo = icmpEcho(PAYLOAD, { identifier: 0xfedc, sequence: 0x8001 });
  const request = fill(echo).bytes;
  const reply = fill({ ...echo, request: false }).bytes;
  expect([hex(request, 34, 36), hex(reply, 34, 36)]).toEqual(['0800', '0000']);
  expect(hex(request, 38, 42)).toBe('fedc8001');
});

test('a time to live that is given replaces the 38', () => {
  expect(fill(udp(PAYLOAD, { ttl: 1 })).bytes[22]).toBe(1);
});

test('a whole packet carries identification 0, whatever its fragments would carry', () => {
  expect(hex(fill(udp(PAYLOAD, { identification: 9 })).bytes, 18, 20)).toBe('0000');
});

test.each([
  ['255.255.255.255', 0xffffffff, 'ffffffffffff'],
  ['224.0.0.251', 0xe00000fb, '01005e0000fb'],
])('to %s the frame takes that address’s own MAC', (_, destination, mac) => {
  expect(hex(fill(udp(PAYLOAD, { destination })).bytes, 0, 6)).toBe(mac);
});

test('who may be cut into fragments', () => {
  expect(mayFragment(udp(PAYLOAD))).toBe(true);
  expect(mayFragment(udp(PAYLOAD, { fragment: true }))).toBe(true);
  expect(mayFragment(udp(PAYLOAD, { fragment: false }))).toBe(false);
  expect(mayFragment(icmpEcho(PAYLOAD))).toBe(true);
  expect(mayFragment(tcp(PAYLOAD))).toBe(false);
});

describe('left to a card that adds the rest to the sum of the pseudo header', () => {
  const word = fc.nat(0xffff);
  const address = fc.nat(0xffff_ffff);
  const payload = fc.uint8Array({ maxLength: 1400 }).map((bytes) => Uint8Array.from(bytes));

  test.each<[string, (data: Uint8Array, fields: object) => UdpDatagram | TcpSegment, number]>([
    ['UDP', udp, 40],
    ['TCP', (data, fields) => tcp(data, { ...fields, options: [{ kind: 'nop' }] }), 50],
  ])('%s is what the stack would have made', (kind, packetOf, field) => {
    fc.assert(
      fc.property(address, address, word, word, payload, (source, destination, from, to, data) => {
        const packet = packetOf(data, { source, destination, sourcePort: from, destinationPort: to });
        const whole = fill(packet);
        const writer = new Ipv4HeaderWriter(GUEST_MAC);
        const { bytes, length, unwritten } = fillDirty(2048, (window) =>
          writer.fillLeftToCard(window, packet, 0),
        );
        expect([length, unwritten]).toEqual([whole.length, whole.unwritten]);
        // The card sums up all that is behind the IP header, the field included.
        const sum = finish(addToSum(0, bytes, 34, length - 34));
        const completed = kind === 'UDP' && sum === 0 ? 0xffff : sum;
        bytes.set([completed >>> 8, completed & 0xff], field);
        expect(hex(bytes)).toBe(hex(whole.bytes));
      }),
    );
  });
});
