import { describe, expect, test } from 'vitest';
import { fillNdp6, ndp6PacketLength } from '../../src/guest/ndp6-fill.ts';
import type { Ndp6Packet } from '../../src/guest/packets.ts';
import { Window } from '../../src/wire/window.ts';
import { type DirtyFill, fillDirty } from '../support/dirty-window.ts';
import { hex, unhex } from '../support/hex.ts';
import { naiveChecksum, pseudoHeader6 } from '../support/naive-checksum.ts';
import {
  echo6Reply,
  GUEST_IP6,
  GUEST_MAC,
  neighbourAdvertisement,
  neighbourSolicitation,
  PEER_IP6,
  routerSolicitation,
} from '../support/sample-packets.ts';

const UNSPECIFIED = new Uint8Array(16);
const LOOPBACK = UNSPECIFIED.with(15, 1);
const FROM = hex(GUEST_IP6);
const TO = hex(PEER_IP6);
const MAC = hex(GUEST_MAC);

function fill(packet: Ndp6Packet): DirtyFill {
  return fillDirty(2048, (window) => fillNdp6(window, packet, GUEST_MAC));
}

/** Kind, packet, hop limit and addresses, and the message with its checksum left out. */
const PACKETS: [string, Ndp6Packet, string, string][] = [
  ['neighbour solicitation', neighbourSolicitation(), `ff${FROM}${TO}`, `8700 00000000 ${TO} 0101 ${MAC}`],
  [
    'solicited advertisement',
    neighbourAdvertisement(true),
    `ff${FROM}${TO}`,
    `8800 60000000 ${FROM} 0201 ${MAC}`,
  ],
  [
    'unsolicited advertisement',
    neighbourAdvertisement(false),
    `ff${FROM}${TO}`,
    `8800 20000000 ${FROM} 0201 ${MAC}`,
  ],
  [
    'router solicitation',
    routerSolicitation(),
    `ff${FROM}ff02${'00'.repeat(13)}02`,
    `8500 00000000 a5a5 ${MAC}`,
  ],
  [
    'router solicitation without an address',
    routerSolicitation(UNSPECIFIED),
    `ff${'00'.repeat(16)}ff02${'00'.repeat(13)}02`,
    '8500 00000000',
  ],
  [
    'router solicitation with an address of one bit',
    routerSolicitation(LOOPBACK),
    `ff${'00'.repeat(15)}01ff02${'00'.repeat(13)}02`,
    `8500 00000000 a5a5 ${MAC}`,
  ],
  ['echo reply', echo6Reply(unhex('616263')), `40${FROM}${TO}`, '8100 00010002 616263'],
];

describe.each(PACKETS)('%s', (_, packet, hopLimitAndAddresses, message) => {
  test('byte by byte on a dirty block', () => {
    const { bytes, length } = fill(packet);
    expect(length).toBe(14 + ndp6PacketLength(packet));
    expect(hex(bytes, 0, 14)).toBe('020000000002' + '020000000001' + '86dd');
    expect(hex(bytes, 14, 54)).toBe(`60000000${'a5a5'}3a${hopLimitAndAddresses}`);
    expect(hex(bytes, 54, 56) + hex(bytes, 58, length)).toBe(message.replaceAll(' ', ''));
  });

  test('omission: a clean block gives a wrong checksum, a buffer of the packet’s size the right one', () => {
    const isRight = (size: number): boolean => {
      const bytes = new Uint8Array(size);
      const window = new Window();
      window.bind(bytes, new DataView(bytes.buffer), 0, size, false);
      const length = fillNdp6(window, packet, GUEST_MAC);
      const data = bytes.subarray(54, length);
      return naiveChecksum(pseudoHeader6(bytes.subarray(22, 54), data.length), data) === 0;
    };
    expect(isRight(2048)).toBe(false);
    // The echo reply counts the length of its payload twice: as room in the buffer, and as data that follows.
    expect(isRight(14 + ndp6PacketLength(packet))).toBe(packet.kind !== 'pong6');
  });
});

test('omission: the payload length is written by none of them', () => {
  for (const [, packet] of PACKETS) expect(fill(packet).unwritten[0]).toEqual([18, 20]);
  expect(fill(neighbourSolicitation()).unwritten).toHaveLength(1);
  expect(fill(routerSolicitation(UNSPECIFIED)).unwritten).toHaveLength(1);
});

test('omission: type and length of the option in a router solicitation are not written', () => {
  expect(fill(routerSolicitation()).unwritten).toEqual([
    [18, 20],
    [62, 64],
  ]);
});
