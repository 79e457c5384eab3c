import { describe, expect, test } from 'vitest';
import { CaptureReader } from '../../src/capture-reader/index.ts';
import { EthernetFraming } from '../../src/link-layer/ethernet-framing.ts';
import { pcap } from '../capture-reader/capture-builder.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import { nanosecondPcap } from '../replay/captures.ts';
import { hex } from '../support/hex.ts';
import * as build from '../wire/frame-builder.ts';

const UDP = build.udp(build.IPV4_PAIR, [1, 2], [104, 105]);
const FRAME = build.ipv4({ protocol: 17, payload: UDP });
const IP4 = FRAME.slice(14);
const IP6 = build.ipv6({ protocol: 58, payload: build.icmpv6(128, 0, [0, 1, 0, 2]) }).slice(14);
const ARP = build.arp(1).slice(14);

function framed(linkType: number, bytes: readonly number[]): string | undefined {
  const reader = new CaptureReader();
  reader.push(pcap([{ bytes: Uint8Array.from(bytes) }], { linkType }));
  reader.end();
  expect(reader.next()).toBe(true);
  const framing = new EthernetFraming();
  const obstacle = framing.frame(reader.packet);
  if (obstacle !== undefined) return obstacle;
  return hex(framing.bytes.subarray(framing.offset, framing.offset + framing.length));
}

const V4 = `02000a000002${'02000a000001'}0800${hex(Uint8Array.from(IP4))}`;
const V6 = `333300000002${'020000000001'}86dd${hex(Uint8Array.from(IP6))}`;
const SLL = [0, 0, 0, 1, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0];

describe('packets become frames', () => {
  test.each([
    ['Ethernet', 1, FRAME, hex(Uint8Array.from(FRAME))],
    ['raw IP', 101, IP4, V4],
    ['raw IP', 101, IP6, V6],
    ['raw IP as OpenBSD numbers it', 14, IP4, V4],
    ['IPv4', 228, IP4, V4],
    ['IPv6', 229, IP6, V6],
    ['BSD loopback', 0, [2, 0, 0, 0, ...IP4], V4],
    ['BSD loopback of another byte order', 108, [0, 0, 0, 30, ...IP6], V6],
    ['Linux cooked', 113, [...SLL, 8, 0, ...IP4], V4],
    ['Linux cooked, version 2', 276, [0x86, 0xdd, ...new Array(18).fill(0), ...IP6], V6],
    [
      'Linux cooked ARP',
      113,
      [...SLL, 8, 6, ...ARP],
      `${'020000000000'.repeat(2)}0806${hex(Uint8Array.from(ARP))}`,
    ],
    [
      'a cut packet',
      101,
      IP4.slice(0, 10),
      `${'020000000000'.repeat(2)}0800${hex(Uint8Array.from(IP4.slice(0, 10)))}`,
    ],
  ])('%s (%i)', (_, linkType, bytes, expected) => {
    expect(framed(linkType, bytes)).toBe(expected);
  });

  test('to groups as to groups', () => {
    const to = (...ip: number[]) => framed(101, [...IP4.slice(0, 16), ...ip])?.slice(0, 12);
    expect([to(224, 0, 0, 251), to(255, 255, 255, 255)]).toEqual(['01005e0000fb', 'ffffffffffff']);
  });
});

test.each([
  [
    105,
    [1, 2, 3],
    'its link type is IEEE802_11; taken are Ethernet, raw IP, BSD loopback and Linux cooked captures',
  ],
  [101, [0x50, 2, 3], 'it is no IP packet, as its link type RAW asks'],
  [101, [], 'it is no IP packet, as its link type RAW asks'],
  [0, [2, 0, 0, 0], 'it is no IP packet, as its link type NULL asks'],
])('link type %i, %j: %s', (linkType, bytes, expected) => {
  expect(framed(linkType, bytes)).toBe(expected);
});

test('Wireshark takes the frames for what the packets are', async () => {
  const frames = [framed(101, IP4), framed(101, IP6)].map((digits) => ({
    bytes: Uint8Array.from(Buffer.from(digits ?? '', 'hex')),
    seconds: 1,
    fraction: 0,
  }));
  const judge = await openWithWireshark(nanosecondPcap(frames));
  expect(judge.frames().map(({ protocol }) => protocol)).toEqual(['UDP', 'ICMPv6']);
  expect(judge.matchedFrames('ip.checksum.status == "Good" || icmpv6.checksum.status == "Good"')).toEqual([
    1, 2,
  ]);
  judge.close();
});
