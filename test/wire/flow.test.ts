import { describe, expect, it } from 'vitest';
import {
  describeFlow,
  Flow,
  hashRecipient,
  payloadOf,
  protocolOf,
  recipientEquals,
  recipientOf,
  storeFlow,
} from '../../src/wire/flow.ts';
import { fieldAt, fieldName } from '../../src/wire/frame-fields.ts';
import { FrameReader } from '../../src/wire/frame-reader.ts';
import { damagedFrames } from './damaged-frames.ts';
import * as build from './frame-builder.ts';
import { Random } from './random.ts';

const USED = 0x5a5a5a5a;
const USED_ADDRESS = { word0: USED, word1: USED, word2: USED, word3: USED };

/** The flow of a frame, in an object that another frame was in before. */
function flowOf(frame: ArrayLike<number>): Flow {
  const bytes = new Uint8Array(frame.length + 8).fill(0xa5);
  bytes.set(frame, 8);
  const reader = new FrameReader();
  reader.read(bytes, new DataView(bytes.buffer), 8, frame.length);
  const flow = new Flow();
  for (const address of [flow.source, flow.recipient]) Object.assign(address, USED_ADDRESS);
  storeFlow(reader, Object.assign(flow, { head: USED, detail: USED, payload: USED }));
  return flow;
}

const udp = build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [1234, 53], [1]) });

describe('storeFlow', () => {
  const icmp = (type: number, code = 0): number[] =>
    build.ipv4({ protocol: 1, payload: build.icmp(type, code, [0, 1, 0, 2], []) });
  const icmpv6 = (type: number): number[] =>
    build.ipv6({ protocol: 58, payload: build.icmpv6(type, 0, [0, 0, 0, 0]) });
  const fragment = (fragmentation: number): number[] =>
    build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [65535, 53], [1]), fragmentation });
  const dhcp = build.ipv4({
    protocol: 17,
    payload: build.udp(build.IPV4_PAIR, [68, 67], build.dhcp(1, 3, [1, 2, 3, 4])),
  });

  it.each([
    ['udp 10.0.0.1:1234 > 10.0.0.2:53', udp],
    [
      'tcp 10.0.0.1:65535 > 10.0.0.2:80',
      build.ipv4({ protocol: 6, payload: build.tcp(build.IPV4_PAIR, [65535, 80], [], []) }),
    ],
    ['icmp 10.0.0.1 > 10.0.0.2 echo request', icmp(8)],
    ['icmp 10.0.0.1 > 10.0.0.2 echo reply', icmp(0)],
    ['icmp 10.0.0.1 > 10.0.0.2 type 42 code 7', icmp(42, 7)],
    ['arp 10.0.0.1 > 10.0.0.2 request', build.arp(1)],
    ['arp 10.0.0.1 > 10.0.0.2 reply', build.arp(2)],
    ['arp 10.0.0.1 > 10.0.0.2 operation 9', build.arp(9)],
    ['dhcp 10.0.0.1:68 > 10.0.0.2:67 request', dhcp],
    ['ipv4 10.0.0.1 > 10.0.0.2 protocol 253', build.ipv4({ protocol: 253, payload: [1] })],
    ['udp 10.0.0.1:65535 > 10.0.0.2:53 first fragment', fragment(0x2000)],
    ['ipv4 10.0.0.1 > 10.0.0.2 udp fragment at 1480', fragment(0x2000 | 185)],
    ['icmpv6 fe80::1 > ff02::2 router solicitation', icmpv6(133)],
    ['icmpv6 fe80::1 > ff02::2 type 200 code 0', icmpv6(200)],
    [
      'udp [fe80::1]:5353 > [ff02::2]:5353',
      build.ipv6({ protocol: 17, payload: build.udp(build.IPV6_PAIR, [5353, 5353], []) }),
    ],
    ['ethernet 00:16:3e:00:00:01 > 00:16:3e:aa:bb:cc type 0x88b5', build.ethernet(0x88b5, [1])],
    ['ethernet 00:16:3e:00:00:01 > 00:16:3e:aa:bb:cc length 46', build.ethernet(46, [1])],
    ['ethernet 00:16:3e:00:00:01 > 00:16:3e:aa:bb:cc type 0x0800', udp.slice(0, 20)],
    ['ethernet 00:16:3e:00:00:01 > 00:16:3e:aa:bb:cc cut to 13 bytes', udp.slice(0, 13)],
    ['ethernet > 00:16:3e:aa:bb:cc cut to 11 bytes', udp.slice(0, 11)],
    ['ethernet cut to 5 bytes', udp.slice(0, 5)],
    ['ethernet cut to 0 bytes', []],
  ])('describes %s', (expected, frame) => {
    const flow = flowOf(frame);
    expect(describeFlow(flow)).toBe(expected);
    expect(expected.startsWith(`${protocolOf(flow)} `)).toBe(true);
    // Nothing is left of what was there before.
    expect(flow.words()).not.toContain(USED);
  });

  it('copes with headers that are nonsense', () => {
    for (const frame of damagedFrames(new Random(7), 4000)) {
      const flow = flowOf(frame);
      expect(describeFlow(flow)).toMatch(/^[a-z0-9]+ .*[a-z0-9]$/);
      expect(recipientOf(flow).kind === 'unknown').toBe(frame.length < 6);
    }
  });
});

describe('payloadOf', () => {
  const payloadOfFrame = (frame: number[]): number | undefined => payloadOf(flowOf(frame));
  const optionless = build.tcp(build.IPV4_PAIR, [1, 80], [], [7]);
  const withOptions = build.tcp(build.IPV4_PAIR, [1, 80], [1, 1, 1, 1, 1, 1, 1, 1], [7]);

  it.each([
    ['UDP', udp, 42],
    [
      'UDP behind IPv4 options',
      build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [1, 2], [1]), options: [1, 1, 1, 1] }),
      46,
    ],
    ['TCP', build.ipv4({ protocol: 6, payload: optionless }), 54],
    ['TCP with options', build.ipv4({ protocol: 6, payload: withOptions }), 62],
    ['ICMP', build.ipv4({ protocol: 1, payload: build.icmp(8, 0, [0, 1, 0, 2], [9]) }), 42],
    ['another protocol', build.ipv4({ protocol: 253, payload: [1] }), 34],
    ['a later fragment', build.ipv4({ protocol: 17, payload: [1, 2, 3], fragmentation: 0x2000 | 185 }), 34],
    ['another EtherType', build.ethernet(0x88b5, [1]), 14],
    [
      'a datagram of nothing',
      build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [1, 2], []) }),
      undefined,
    ],
    ['ARP', build.arp(1), undefined],
    ['a trailer', [...udp, 0, 0], undefined],
    ['IPv6', build.ipv6({ protocol: 17, payload: build.udp(build.IPV6_PAIR, [1, 2], [1]) }), undefined],
  ])('of %s', (_, frame, expected) => {
    expect(payloadOfFrame(frame)).toBe(expected);
  });

  it('is behind every header, whatever the frame', () => {
    for (const frame of damagedFrames(new Random(9), 4000)) {
      const payload = payloadOfFrame([...frame]);
      if (payload === undefined) continue;
      const bytes = Uint8Array.from(frame);
      const reader = new FrameReader();
      reader.read(bytes, new DataView(bytes.buffer), 0, bytes.length);
      for (let at = payload; at < bytes.length; at++) {
        expect(fieldName(fieldAt(reader, at))).toMatch(/\.(payload|padding|rest_of_header)$|^dhcp\./);
      }
    }
  });
});

describe('recipients', () => {
  it('are the IP destination, the ARP target, otherwise the MAC destination', () => {
    expect(recipientOf(flowOf(udp))).toEqual({ kind: 'ipv4', address: '10.0.0.2' });
    expect(recipientOf(flowOf(build.arp(1)))).toEqual({ kind: 'ipv4', address: '10.0.0.2' });
    const ipv6 = build.ipv6({ protocol: 59, payload: [] });
    expect(recipientOf(flowOf(ipv6))).toEqual({ kind: 'ipv6', address: 'ff02::2' });
    const raw = build.ethernet(0x88b5, []);
    expect(recipientOf(flowOf(raw))).toEqual({ kind: 'mac', address: '00:16:3e:aa:bb:cc' });
    expect(recipientOf(flowOf(raw.slice(0, 5)))).toEqual({ kind: 'unknown', address: '' });
  });

  it('are equal, with equal hashes, if and only if kind and address are', () => {
    const flows = damagedFrames(new Random(8), 300).map(flowOf);
    const names = flows.map((flow) => JSON.stringify(recipientOf(flow)));
    for (const [i, a] of flows.entries()) {
      for (const [j, b] of flows.entries()) {
        const isSame = names[i] === names[j];
        if (recipientEquals(a, b) !== isSame) expect(names[i]).toBe(names[j]);
        if (isSame) expect(hashRecipient(a)).toBe(hashRecipient(b));
      }
    }
    const distinct = new Set(names).size;
    expect(new Set(flows.map((flow) => hashRecipient(flow))).size).toBe(distinct);
  });

  it.each([
    ['mac', (last: number) => [2, 0, 0, 0, 0, last, 2, 0, 0, 0, 0, 1, 0x88, 0xb5]],
    ['ipv6', (last: number) => build.ipv6({ protocol: 59, payload: [] }).with(14 + 39, last)],
    ['ipv4', (last: number) => build.ipv4({ protocol: 253, payload: [1] }).with(14 + 19, last)],
  ])('recipients that differ in the last byte only are two: %s', (kind, frame) => {
    const [a, b] = [flowOf(frame(1)), flowOf(frame(2))];
    expect(recipientOf(a).kind).toBe(kind);
    expect(recipientEquals(a, b)).toBe(false);
    expect(recipientEquals(a, flowOf(frame(1)))).toBe(true);
  });
});
