import { describe, expect, test } from 'vitest';
import { renderInspection } from '../../src/report/inspection/text.ts';
import { pcap } from '../capture-reader/capture-builder.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import * as build from '../wire/frame-builder.ts';
import { foldedSum, inspected, pcapngOf, pcapOf, stored, withWord } from './inspected.ts';

const IPV4_AT = 24;
const TCP_AT = 14 + 20 + 16;
const UDP_AT = 14 + 20 + 6;
const PORTS: [number, number] = [1000, 80];
const NOT_READY = 1 << 9;
const VALID = 1 << 10;
const SEGMENTED = 1 << 11;
const tcp = build.ipv4({ protocol: 6, payload: build.tcp(build.IPV4_PAIR, PORTS, [], [1, 2, 3]) });
const udp = build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, PORTS, [1, 2, 3]) });
const icmp = build.ipv4({ protocol: 1, payload: build.icmp(8, 0, [0, 1, 0, 1], [1, 2, 3]) });

function causes(capture: Uint8Array): [number, string, string][] {
  return inspected(capture).offloadedChecksums.map(({ frame, protocol, cause }) => [
    frame.number,
    protocol,
    cause,
  ]);
}

const wrongs = (capture: Uint8Array): [number, string][] =>
  inspected(capture).checksumFailures.map(({ frame, protocol }) => [frame.number, protocol]);

test('an IPv4 checksum of 0x0000 and a sum of the pseudo header, in a capture of a sender', async () => {
  const bytes = stored('cooked-ipv4-checksum-0.pcap');
  const result = inspected(bytes);
  expect(result.checksumFailures).toEqual([]);
  expect(result.totals).toMatchObject({
    frames: 4,
    delivered: 1,
    discarded: 0,
    offloaded: 3,
    checksumFailures: 0,
    offloadedChecksums: 6,
    partialChecksums: 3,
  });
  expect(result.offloadSenders).toEqual([
    { address: '10.0.0.1', protocol: 'ipv4', left: 3, checksums: 3, firstFrame: 1 },
    { address: '10.0.0.1', protocol: 'tcp', left: 3, checksums: 3, firstFrame: 1 },
  ]);
  const text = renderInspection(result);
  expect(text).toContain('No wrong checksum in 4 frames; 6 checksums are left to a network card;');
  expect(text).toMatch(/10\.0\.0\.1 {2}all 3 {2}ipv4/);
  const session = await openWithWireshark(bytes);
  expect(session.matchedFrames('ip.checksum.status == "Bad"')).toEqual([1, 2, 3]);
  expect(session.matchedFrames('tcp.checksum.partial')).toEqual([1, 2, 3]);
  session.close();
});

test('what a packet block says of its checksums', () => {
  const bytes = stored('epb-checksum-flags.pcapng');
  expect(causes(bytes)).toEqual([
    [1, 'tcp', 'partial'],
    [3, 'ipv4', 'zero'],
    [3, 'tcp', 'zero'],
  ]);
  const { totals, offloadSenders } = inspected(bytes);
  expect([totals.checksumFailures, totals.offloaded, totals.delivered]).toEqual([0, 2, 1]);
  expect(offloadSenders.map(({ address, left, checksums }) => [address, left, checksums])).toEqual([
    ['00:16:3e:00:00:01', 2, 3],
    ['00:16:3e:00:00:01', 1, 3],
  ]);
});

test.each([
  ['not ready', NOT_READY, 'not-ready'],
  ['found right by the card', VALID, 'verified'],
  ['of several segments', SEGMENTED, 'segmented'],
])('a checksum that is %s is not wrong, whatever it is', (_, flags, cause) => {
  const frames = [
    { bytes: withWord(tcp, TCP_AT, 0x1234), flags },
    { bytes: tcp, flags },
    { bytes: withWord(tcp, TCP_AT, 0x1234) },
    { bytes: withWord(withWord(tcp, TCP_AT, 0x1234), IPV4_AT, 0x4321), flags },
  ];
  const bytes = pcapngOf(frames);
  expect(causes(bytes)).toEqual([
    [1, 'tcp', cause],
    [4, 'ipv4', cause],
    [4, 'tcp', cause],
  ]);
  expect(wrongs(bytes)).toEqual([[3, 'tcp']]);
});

test('segments are of TCP: a datagram of UDP that is wrong is wrong', () => {
  const bytes = pcapngOf([
    { bytes: withWord(udp, UDP_AT, 0x1234), flags: SEGMENTED },
    { bytes: withWord(udp, UDP_AT, 0x1234), flags: NOT_READY },
    { bytes: withWord(icmp, 36, 0x1234), flags: NOT_READY },
  ]);
  expect(wrongs(bytes)).toEqual([[1, 'udp']]);
  expect(causes(bytes)).toEqual([
    [2, 'udp', 'not-ready'],
    [3, 'icmp', 'not-ready'],
  ]);
});

test('the pseudo header of a segment may be summed without a length', () => {
  const source = tcp.slice(26, 34);
  const whole = foldedSum([...source, 0, 6, ...build.word(tcp.length - 34)]);
  const bytes = pcapOf(
    withWord(tcp, TCP_AT, whole),
    withWord(tcp, TCP_AT, foldedSum([...source, 0, 6])),
    withWord(tcp, TCP_AT, whole ^ 1),
    withWord(udp, UDP_AT, foldedSum([...source, 0, 17])),
  );
  expect(causes(bytes)).toEqual([
    [1, 'tcp', 'partial'],
    [2, 'tcp', 'partial'],
  ]);
  expect(wrongs(bytes)).toEqual([
    [3, 'tcp'],
    [4, 'udp'],
  ]);
});

test('a TCP checksum of 0x0000 is left to the card where that of IPv4 is, and wrong where it stands alone', () => {
  const bytes = pcapOf(withWord(tcp, TCP_AT, 0), withWord(withWord(tcp, TCP_AT, 0), IPV4_AT, 0));
  expect(wrongs(bytes)).toEqual([[1, 'tcp']]);
  expect(causes(bytes)).toEqual([
    [2, 'ipv4', 'zero'],
    [2, 'tcp', 'zero'],
  ]);
});

test('a frame with a wrong checksum is discarded, whatever else is left to a card', () => {
  const both = withWord(withWord(udp, UDP_AT, 0x1234), IPV4_AT, 0);
  const { totals, protocols } = inspected(pcapOf(both));
  expect([totals.discarded, totals.offloaded]).toEqual([1, 0]);
  expect([totals.checksumFailures, totals.offloadedChecksums]).toEqual([1, 1]);
  expect(protocols).toMatchObject([{ protocol: 'udp', discarded: 1, offloaded: 0 }]);
});

test('what an ICMP error quotes is not counted for who sent the error', () => {
  const quoted = withWord(udp, IPV4_AT, 0).slice(14);
  const error = build.ipv4({ protocol: 1, payload: build.icmp(3, 3, [0, 0, 0, 0], quoted) });
  const { offloadedChecksums, offloadSenders, checksumFailures } = inspected(pcapOf(error));
  expect(checksumFailures).toEqual([]);
  expect(offloadedChecksums).toMatchObject([{ protocol: 'ipv4', quoted: true, cause: 'zero' }]);
  expect(offloadSenders).toEqual([]);
});

test('senders are told apart, as many as there is room for', () => {
  const from = (sender: number, checksum: number): number[] => {
    const frame = withWord(withWord(udp, 8, sender >>> 16), 10, sender & 0xffff);
    return checksum < 0 ? frame : withWord(frame, IPV4_AT, checksum);
  };
  const few = [from(1, 0), from(1, 0), from(2, 0), from(2, -1), from(3, -1), from(3, 0x1234)];
  const { offloadSenders } = inspected(pcapOf(...few));
  const address = (last: string): string => `00:16:00:00:00:${last}`;
  expect(offloadSenders).toEqual([
    { address: address('01'), protocol: 'ipv4', left: 2, checksums: 2, firstFrame: 1 },
    { address: address('02'), protocol: 'ipv4', left: 1, checksums: 2, firstFrame: 3 },
  ]);
  const many = Array.from({ length: 3000 }, (_, i) => from((i * 2_654_435_761) % 2 ** 31, 0));
  const result = inspected(pcapOf(...many, ...many));
  expect(result.offloadSenders.length).toBe(1025);
  expect(result.offloadSenders[0]).toMatchObject({
    address: null,
    left: 2 * (3000 - 1024),
    firstFrame: 1025,
  });
  expect(result.offloadSenders.slice(1).every(({ left, checksums }) => left === 2 && checksums === 2)).toBe(
    true,
  );
});

test('a sender without an Ethernet header goes by its IP address', () => {
  const tcp6 = build.ipv6({ protocol: 6, payload: build.tcp(build.IPV6_PAIR, PORTS, [], [1, 2, 3]) });
  const partial = foldedSum([...tcp6.slice(22, 54), 0, 6, ...build.word(tcp6.length - 54)]);
  const packets = [withWord(tcp6, 14 + 40 + 16, partial), withWord(tcp, IPV4_AT, 0)];
  const raw = pcap(
    packets.map((packet) => ({ bytes: Uint8Array.from(packet.slice(14)) })),
    { linkType: 101 },
  );
  const { offloadSenders } = inspected(raw);
  expect(offloadSenders.map(({ protocol, checksums }) => [protocol, checksums])).toEqual([
    ['tcp', 1],
    ['ipv4', 1],
  ]);
  expect(offloadSenders[0]?.address).toMatch(/^[0-9a-f:]+::?[0-9a-f]+$/);
  expect(offloadSenders[1]?.address).toBe([...tcp.slice(26, 30)].join('.'));
});

describe('in tunnels', () => {
  const VXLAN = [8, 0, 0, 0, 0, 0, 7, 0];
  /** A frame in VXLAN, whose own datagram has no checksum, as that of Linux. */
  const vxlan = (frame: readonly number[]): number[] => {
    const datagram = build.udp(build.IPV4_PAIR, [50000, 4789], [...VXLAN, ...frame]);
    return build.ipv4({ protocol: 17, payload: withWord(datagram, 6, 0) });
  };
  const partial = (frame: readonly number[], withLength = true): number[] => {
    const length = withLength ? frame.length - 34 : 0;
    return withWord(frame, TCP_AT, foldedSum([...frame.slice(26, 34), 0, 6, ...build.word(length)]));
  };

  test.each([1, 2, 3])(
    'checksums of packets in %i tunnels are left to a card like those of frames',
    (depth) => {
      const wrap = (frame: readonly number[]): number[] => {
        let wrapped = [...frame];
        for (let i = 0; i < depth; i++) wrapped = vxlan(wrapped);
        return wrapped;
      };
      const capture = pcapOf(
        wrap(tcp),
        wrap(partial(tcp)),
        wrap(partial(tcp, false)),
        wrap(withWord(tcp, IPV4_AT, 0)),
        wrap(withWord(tcp, TCP_AT, 0x1234)),
      );
      expect(causes(capture)).toEqual([
        [2, 'tcp', 'partial'],
        [3, 'tcp', 'partial'],
        [4, 'ipv4', 'zero'],
      ]);
      expect(wrongs(capture)).toEqual([[5, 'tcp']]);
      const { offloadSenders, totals, offloadedChecksums } = inspected(capture);
      const address = offloadSenders[0]?.address;
      // Those of all packets in the frames of the sender.
      expect(offloadSenders).toEqual([
        { address, protocol: 'tcp', left: 2, checksums: 5, firstFrame: 2 },
        { address, protocol: 'ipv4', left: 1, checksums: 5 * (depth + 1), firstFrame: 4 },
      ]);
      expect(address).toMatch(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
      expect(totals).toMatchObject({ delivered: 1, offloaded: 3, discarded: 1 });
      expect(offloadedChecksums[0]?.within).toContain('vxlan');
    },
  );
});

describe('partial sums are of the addresses that the checksum covers', () => {
  const HOME = new Array<number>(16).fill(0x77);
  const LAST = new Array<number>(16).fill(0x33);
  const segment = build.tcp(build.IPV6_PAIR, PORTS, [], [1, 2, 3]);
  const source = build.IPV6_PAIR.slice(0, 16);
  const destination = build.IPV6_PAIR.slice(16);
  const sum = (from: readonly number[], to: readonly number[]): number =>
    foldedSum([...from, ...to, 0, 6, ...build.word(segment.length)]);

  test.each([
    ['a home address', 60, [6, 2, 1, 2, 0, 0, 0xc9, 16, ...HOME], HOME, destination],
    ['a route that is not used up', 43, [6, 2, 0, 1, 0, 0, 0, 0, ...LAST], source, LAST],
  ])('%s', (_, protocol, header, from, to) => {
    const of = (checksum: number): number[] =>
      build.ipv6({ protocol, payload: [...header, ...withWord(segment, 16, checksum)] });
    const capture = pcapOf(of(sum(from, to)), of(sum(source, destination)));
    expect(causes(capture)).toEqual([[1, 'tcp', 'partial']]);
    expect(wrongs(capture)).toEqual([[2, 'tcp']]);
  });
});

test('a length that is left to the card is that of the frame, as for Wireshark', async () => {
  const rechecked = (frame: readonly number[]): number[] => {
    const zeroed = withWord(frame, IPV4_AT, 0);
    return withWord(zeroed, IPV4_AT, build.naiveChecksum(zeroed.slice(14, 34)));
  };
  const unsized = rechecked(withWord(tcp, 16, 0));
  const bytes = pcapOf(unsized, withWord(unsized, TCP_AT, 0x1234), rechecked(withWord(tcp, 16, 20)));
  const { totals } = inspected(bytes);
  expect(totals).toMatchObject({ delivered: 1, discarded: 1, unverifiable: 1 });
  expect(inspected(stored('tso-length-0.pcap')).totals).toMatchObject({ delivered: 2, offloaded: 1 });
  const session = await openWithWireshark(bytes);
  expect(session.matchedFrames('tcp.checksum.status == "Good"')).toEqual([1]);
  expect(session.matchedFrames('tcp.checksum.status == "Bad"')).toEqual([2]);
  session.close();
});
