import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evidentLink } from '../../src/probe/evident-link.ts';
import * as build from '../wire/frame-builder.ts';

const UDP4 = build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [1, 2], [7, 7]) });
const PING6 = build.ipv6({ protocol: 58, payload: build.icmpv6(128, 0, [0, 1, 0, 2]) });
const of = (...packets: (readonly number[])[]): string =>
  evidentLink(packets.map((packet) => Uint8Array.from([0xa5, ...packet]).subarray(1)));

describe('what is evidently IP is read as such', () => {
  test.each([
    ['IPv4', UDP4.slice(14)],
    ['IPv6', PING6.slice(14)],
    ['IPv4 of a protocol that nobody knows', build.ipv4({ protocol: 254, payload: [1] }).slice(14)],
    ['more than it declares, behind a right header', [...UDP4.slice(14), 0, 0, 0]],
  ])('%s', (_, packet) => {
    expect(of(packet)).toBe('raw');
  });

  test('if all packets are', () => {
    expect(of(UDP4.slice(14), PING6.slice(14))).toBe('raw');
    expect(of(UDP4.slice(14), UDP4)).toBe('ethernet');
  });
});

describe('what may be a frame is one', () => {
  const behind = (type: number, payload: readonly number[]): number[] => {
    // An IPv4 header as far as one can look like MAC addresses.
    const length = 14 + payload.length;
    return [0x45, 0, ...build.word(length), 0, 0, 0, 0, 64, 17, 0, 0, ...build.word(type), ...payload];
  };

  test.each([
    ['IPv4', UDP4],
    ['IPv6', PING6],
    ['ARP', build.arp(1)],
    ['an unknown type', [...UDP4.slice(0, 12), 0x88, 0xb5, 1, 2, 3]],
    ['nothing', []],
    ['one byte', [0x45]],
    ['a packet that is shorter than it declares', UDP4.slice(14, -1)],
    ['more than it declares, behind a wrong header', [...UDP4.slice(14, 24), 1, ...UDP4.slice(25), 0]],
    ['a header that is too short', [0x43, ...UDP4.slice(15)]],
    ['IPv4 in a frame whose addresses look like a header', behind(0x0800, UDP4.slice(14))],
    ['ARP in such a frame', behind(0x0806, build.arp(1).slice(14))],
    ['a tag in such a frame', behind(0x8100, [0, 1, 0x88, 0xb5, ...new Array(20).fill(1)])],
  ])('%s', (_, packet) => {
    expect(of(packet)).toBe('ethernet');
  });

  test('no bytes make it fail', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(255), { maxLength: 80 }), (bytes) => {
        for (const first of [bytes[0] ?? 0, 0x45, 0x60]) of([first, ...bytes.slice(1)]);
      }),
    );
  });

  test('no packet', () => {
    expect(evidentLink([])).toBe('ethernet');
  });
});
