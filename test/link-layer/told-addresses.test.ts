import { describe, expect, test } from 'vitest';
import { emptyPacket } from '../../src/capture-reader/packet.ts';
import { EthernetFraming } from '../../src/link-layer/ethernet-framing.ts';
import { ToldAddresses } from '../../src/link-layer/told-addresses.ts';
import { hex } from '../support/hex.ts';
import * as build from '../wire/frame-builder.ts';

const SENDER = [0, 0x16, 0x3e, 0, 0, 1];
const OTHER = [0, 0x16, 0x3e, 0, 0, 2];
const BROADCAST = 'ffffffffffff';
const UDP = build.udp(build.IPV4_PAIR, [1, 2], [104, 105]);
const IP4 = build.ipv4({ protocol: 17, payload: UDP }).slice(14);
const BACK = [...IP4.slice(0, 12), ...build.IP_B, ...build.IP_A, ...IP4.slice(20)];
const IP6 = build.ipv6({ protocol: 58, payload: build.icmpv6(128, 0, [0, 1, 0, 2]) }).slice(14);
const IP4_TYPE = 0x0800;

interface Cooked {
  kind?: number;
  hardware?: number;
  mac?: readonly number[];
  addressLength?: number;
}

const cooked = (
  type: number,
  bytes: readonly number[],
  { kind = 4, hardware = 1, mac = SENDER, addressLength = mac.length }: Cooked = {},
): [number, number[]] => {
  const address = [...mac, ...new Array(8 - mac.length).fill(0)];
  const words = [kind, hardware, addressLength].flatMap(build.word);
  return [113, [...words, ...address, ...build.word(type), ...bytes]];
};

const cooked2 = (type: number, bytes: readonly number[], kind = 4): [number, number[]] => {
  const device = [0, 0, 0, 3, ...build.word(1), kind, 6, ...SENDER, 0, 0];
  return [276, [...build.word(type), 0, 0, ...device, ...bytes]];
};

/** The addresses that packets get, one after the other, in a buffer in which others were before. */
function toldOf(...packets: [linkType: number, bytes: readonly number[]][]) {
  const framing = new EthernetFraming();
  const told = new ToldAddresses();
  return packets.map(([linkType, content]) => {
    const bytes = new Uint8Array(content.length + 16).fill(0xa5);
    bytes.set(content, 8);
    const view = new DataView(bytes.buffer);
    const packet = { ...emptyPacket(), linkType, bytes, view, offset: 8, length: content.length };
    expect(framing.frame(packet)).toBeUndefined();
    told.put(packet, framing);
    expect(hex(framing.bytes.subarray(14, framing.length))).toBe(
      hex(Uint8Array.from(content.slice(14 + framing.shift))),
    );
    const { tellsSender, isPadded } = told;
    const [to, from] = [hex(framing.bytes.slice(0, 6)), hex(framing.bytes.slice(6, 12))];
    return { to, from, tellsSender, isPadded };
  });
}

describe('who sent a packet', () => {
  test.each([
    ['Linux cooked', cooked(IP4_TYPE, IP4)],
    ['Linux cooked, version 2', cooked2(IP4_TYPE, IP4)],
    ['of no IP', cooked(0x88b5, [1, 2, 3])],
  ])('%s: is in its header', (_, packet) => {
    expect(toldOf(packet)).toMatchObject([{ from: '00163e000001', tellsSender: true, isPadded: true }]);
  });

  test.each([
    ['a device without addresses', cooked(IP4_TYPE, IP4, { hardware: 0xfffe, mac: [] })],
    ['the loopback device', cooked(IP4_TYPE, IP4, { hardware: 772, mac: [0, 0, 0, 0, 0, 0] })],
    ['InfiniBand', cooked(IP4_TYPE, IP4, { hardware: 32, mac: [1, 2, 3, 4, 5, 6, 7, 8], addressLength: 20 })],
    ['raw IP', [101, IP4] as [number, number[]]],
  ])('%s: is not told, and made of its IP address', (_, packet) => {
    expect(toldOf(packet)).toMatchObject([{ from: '02000a000001', tellsSender: false, isPadded: false }]);
  });

  test('and where there is none, of nothing', () => {
    const nobody = { from: '020000000000', to: '020000000000' };
    expect(toldOf(cooked(0x88b5, [1, 2, 3], { mac: [] }))).toMatchObject([nobody]);
    // A header of twelve bytes is none.
    expect(toldOf([101, [0x43, ...IP4.slice(1)]], [101, IP4.slice(0, 19)])).toMatchObject([nobody, nobody]);
  });
});

describe('whom a packet is for', () => {
  const of = (...packets: [number, readonly number[]][]): string[] => toldOf(...packets).map(({ to }) => to);

  test('for all and for groups, as the link says', () => {
    expect(of(cooked(0x88b5, [1], { kind: 1 }), cooked2(0x88b5, [1], 2))).toEqual([
      BROADCAST,
      '030000000000',
    ]);
    expect(of(cooked(IP4_TYPE, IP4, { kind: 1 }))).toEqual([BROADCAST]);
    expect(of([101, IP6])).toEqual(['333300000002']);
  });

  test('whoever sent packets with its IP address before', () => {
    const back = cooked(IP4_TYPE, BACK, { kind: 0, mac: OTHER });
    expect(of(cooked(IP4_TYPE, IP4), back, cooked(IP4_TYPE, IP4))).toEqual([
      '02000a000002',
      '00163e000001',
      '00163e000002',
    ]);
  });

  test('of ARP, the target; of a request, all', () => {
    const reply = build.arp(2).slice(14);
    reply.splice(18, 6, ...OTHER);
    expect(of(cooked(0x0806, build.arp(1).slice(14)), cooked(0x0806, reply))).toEqual([
      BROADCAST,
      '00163e000002',
    ]);
    expect(of(cooked(0x0806, [1, 2, 3]))).toEqual(['020000000000']);
  });
});

test('a packet that ends in its cooked header is none', () => {
  const framing = new EthernetFraming();
  const bytes = Uint8Array.from(cooked(IP4_TYPE, [])[1]);
  const packet = { ...emptyPacket(), linkType: 113, bytes, view: new DataView(bytes.buffer), length: 16 };
  expect(framing.frame(packet)).toBe('it is no IP packet, as its link type LINUX_SLL asks');
});
