import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { declaredLength } from '../../src/inspection/declared-length.ts';
import type { InspectionResult } from '../../src/inspection/result.ts';
import { renderInspection } from '../../src/report/inspection/text.ts';
import { pcap } from '../capture-reader/capture-builder.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import * as build from '../wire/frame-builder.ts';
import { inspected, pcapOf, stored, withWord } from './inspected.ts';

const zeros = (count: number): number[] => new Array<number>(count).fill(0);
const leak = (count: number): number[] => new Array<number>(count).fill(0x41);
const PORTS: [number, number] = [1000, 2000];
const udp = build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, PORTS, [1, 2]) });
const segment = build.tcp(build.IPV4_PAIR, PORTS, [], leak(1400));
const tcp = build.ipv4({ protocol: 6, payload: segment });
const packet = udp.slice(14);

/** @returns per frame where its padding begins, or why it is not judged, or 0 if there is none */
function verdicts(...frames: (readonly number[])[]): (number | string)[] {
  return frames.map((frame) => {
    const { paddings, unjudgedPaddings } = inspected(pcapOf(frame));
    return paddings[0]?.start ?? unjudgedPaddings[0]?.reason ?? 0;
  });
}

describe('segmentation offload', () => {
  test.each(['tso-length-0.pcap', 'tso-length-20.pcap'])(
    '%s: nothing behind the header is padding',
    (name) => {
      const { totals, paddings } = inspected(stored(name));
      expect(paddings).toEqual([]);
      expect([totals.paddedFrames, totals.unjudgedPaddings, totals.checksumFailures]).toEqual([0, 0, 0]);
    },
  );

  test('with an IP length of 0, or of its header alone, and with tags and options', () => {
    const options = build.ipv4({ protocol: 6, payload: segment, options: [1, 1, 1, 1] });
    const tagged = (frame: readonly number[]): number[] => [
      ...frame.slice(0, 12),
      0x81,
      0,
      0,
      5,
      ...frame.slice(12),
    ];
    const tcp6 = build.ipv6({ protocol: 6, payload: build.tcp(build.IPV6_PAIR, PORTS, [], leak(1400)) });
    const datagram = build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, PORTS, leak(1400)) });
    expect(
      verdicts(
        withWord(tcp, 16, 0),
        withWord(tcp, 16, 20),
        withWord(options, 16, 24),
        tagged(withWord(tcp, 16, 20)),
        withWord(tcp6, 18, 0),
        withWord(datagram, 16, 20),
      ),
    ).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('in a frame as short as padded ones, it has to look like a segment', () => {
    const short = build.ipv4({
      protocol: 6,
      payload: build.tcp(build.IPV4_PAIR, PORTS, [], [1, 2, 3, 4, 5, 6]),
    });
    const empty = [...build.ipv4({ protocol: 6, payload: [] }), ...leak(26)];
    const other = [...build.ipv4({ protocol: 47, payload: [] }), ...leak(26)];
    expect(short.length).toBe(60);
    expect(verdicts(withWord(short, 16, 0), withWord(short, 16, 20), withWord(empty, 16, 20), other)).toEqual(
      ['offloaded', 'offloaded', 34, 34],
    );
    // However long a frame is: these protocols have no segments.
    expect(verdicts([...build.ipv4({ protocol: 47, payload: [] }), ...leak(600)])).toEqual([34]);
  });
});

describe('what tells its length', () => {
  const header = (type: number): number[] => build.ethernet(type, []).slice(0, 14);
  const word = build.word;
  const lldp = [0x02, 0x02, 1, 2, 0x04, 0x01, 9, 0x06, 0x02, 0, 60, 0, 0];
  const wideArp = [...word(6), ...word(0x0800), 8, 4, ...word(1), ...leak(24)];
  const ipv6 = build.ipv6({ protocol: 17, payload: build.udp(build.IPV6_PAIR, PORTS, [1]) }).slice(14);
  const none6 = [...ipv6.slice(0, 4), 0, 0, 59, ...ipv6.slice(7, 40)];

  const KINDS: [string, number[], number][] = [
    ['IPv4', [...header(0x0800), ...packet], udp.length],
    ['ARP', build.arp(1), 42],
    ['ARP with long addresses', [...header(0x0806), ...wideArp], 14 + 32],
    ['RARP', [...header(0x8035), ...build.arp(3).slice(14)], 42],
    ['IEEE 802.3', [...header(20), ...leak(20)], 34],
    ['IPX', [...header(0x8137), 0xff, 0xff, ...word(32), ...leak(28)], 14 + 32],
    ['EAPOL', [...header(0x888e), 1, 0, ...word(5), ...leak(5)], 14 + 9],
    ['LLDP', [...header(0x88cc), ...lldp], 14 + 13],
    ['PTP', [...header(0x88f7), 0, 2, ...word(44), ...leak(40)], 14 + 44],
    ['PPPoE discovery', [...header(0x8863), 0x11, 9, 0, 0, ...word(4), 1, 1, 0, 0], 14 + 10],
    ['PPPoE session', [...header(0x8864), 0x11, 0, 0, 7, ...word(32), 0, 0x21, ...packet], 14 + 6 + 32],
    ['MPLS', [...header(0x8847), 0, 1, 0, 64, 0, 1, 1, 64, ...packet], 14 + 8 + 30],
    ['MPLS over IPv6', [...header(0x8848), 0, 1, 1, 64, ...ipv6], 14 + 4 + 49],
    ['IPv6 without a next header', [...header(0x86dd), ...none6], 54],
  ];

  test.each(KINDS)('%s', (_, frame, end) => {
    expect(frame.length).toBe(end);
    const { totals } = inspected(pcapOf(frame, [...frame, ...zeros(4)], [...frame, ...leak(3)]));
    expect([totals.paddedFrames, totals.zeroPaddedFrames, totals.unjudgedPaddings]).toEqual([1, 1, 0]);
    expect(verdicts([...frame, 0, 0x41, 0])).toEqual([end]);
    const tagged = [...frame.slice(0, 12), 0x88, 0xa8, 0, 1, 0x81, 0, 0, 5, ...frame.slice(12), 0x41];
    expect(verdicts(tagged)).toEqual([end + 8]);
  });

  test.each([
    ['an EtherType for experiments', build.ethernet(0x88b5, leak(46))],
    ['type 0', build.ethernet(0, leak(46))],
    ['MPLS of a pseudowire', [...header(0x8847), 0, 1, 1, 64, ...zeros(46)]],
    ['MPLS that never ends', [...header(0x8847), ...zeros(46)]],
    ['LLDP without an end', [...header(0x88cc), ...leak(46)]],
    ['IPv4 of another version', withWord(udp, 14, 0x5500)],
    ['an IPv4 header of no length', withWord(udp, 14, 0x4000)],
    ['an IPv4 length of less than its header', withWord(udp, 16, 19)],
  ])('%s does not', (_, frame) => {
    expect(verdicts(frame)).toEqual(['undeclared']);
  });

  test('a frame that is shorter than what it carries has no padding', () => {
    expect(verdicts(...KINDS.map(([, frame]) => frame.slice(0, -1)))).not.toContain(expect.any(Number));
  });

  test('it is read within its bounds only', () => {
    const types = KINDS.map(([, frame]) => ((frame[12] ?? 0) << 8) | (frame[13] ?? 0));
    fc.assert(
      fc.property(fc.constantFrom(...types, 0x88b5), fc.uint8Array({ maxLength: 60 }), (type, bytes) => {
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        const length = declaredLength(type, view, 0, bytes.length);
        expect(length).toBeGreaterThanOrEqual(-1);
        const padded = new Uint8Array(bytes.length + 3).fill(0xa5);
        padded.set(bytes, 1);
        expect(declaredLength(type, new DataView(padded.buffer), 1, bytes.length)).toBe(length);
      }),
    );
  });

  test('Wireshark finds the same padding', async () => {
    const known = KINDS.filter(([name]) => !/PTP|IPX|EAPOL|LLDP|MPLS|PPPoE/.test(name));
    const frames = known.map(([, frame]) => [...frame, ...leak(Math.max(4, 70 - frame.length))]);
    const bytes = pcapOf(...frames);
    const session = await openWithWireshark(bytes);
    const theirs = session.matchedFrames('eth.trailer or eth.padding');
    session.close();
    expect(inspected(bytes).paddings.map(({ frame }) => frame.number)).toEqual(theirs);
    expect(theirs.length).toBe(known.length);
  });
});

describe('a frame that was cut', () => {
  const cut = (frame: readonly number[], captured: number, originalLength = frame.length) =>
    pcap([{ bytes: Uint8Array.from(frame.slice(0, captured)), originalLength }]);

  test('has padding that was not captured, and is not judged, where there was any', () => {
    const padded = [...udp, ...zeros(14)];
    const judged = [udp.length, udp.length + 3, 40, 20, 14, 10].map((captured) => {
      const { totals, unjudgedPaddings } = inspected(cut(padded, captured));
      return [totals.unjudgedPaddings, unjudgedPaddings[0]?.reason];
    });
    expect(judged).toEqual(new Array(6).fill([1, 'cut']));
    expect(inspected(cut(padded, 58)).totals.zeroPaddedFrames).toBe(1);
  });

  test('is judged if its packet goes to its end', () => {
    expect(inspected(cut(tcp, 96)).totals.unjudgedPaddings).toBe(0);
    expect(inspected(cut(tcp, 96, tcp.length + 1)).totals.unjudgedPaddings).toBe(1);
  });

  test('shows old memory as far as it was captured', () => {
    const { paddings, unjudgedPaddings } = inspected(cut([...udp, ...leak(14)], udp.length + 5));
    expect(paddings).toMatchObject([{ nonZero: 5 }]);
    expect(unjudgedPaddings).toEqual([{ reason: 'cut', frames: 1, firstFrame: 1 }]);
  });
});

describe('around packets in packets', () => {
  const VXLAN = [8, 0, 0, 0, 0, 0, 7, 0];
  const vxlan = (frame: readonly number[]): number[] =>
    build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [50000, 4789], [...VXLAN, ...frame]) });
  const snap = (length: number, payload: readonly number[]): number[] =>
    build.ethernet(length, [0xaa, 0xaa, 3, 0, 0, 0, 8, 0, ...payload]);

  test('it is behind what the outermost declares', () => {
    const tunnel = vxlan(udp);
    expect(verdicts(tunnel, [...tunnel, ...leak(3)])).toEqual([0, tunnel.length]);
    const ipip = build.ipv4({ protocol: 4, payload: packet });
    expect(verdicts([...ipip, ...leak(3)])).toEqual([ipip.length]);
  });

  test('in IEEE 802.3 it begins at the end of the packet, although the length may count it', () => {
    const end = 14 + 8 + packet.length;
    const padding = leak(60 - end);
    expect(
      verdicts(
        snap(8 + packet.length, [...packet, ...padding]),
        snap(46, [...packet, ...padding]),
        snap(46, [...packet, ...zeros(padding.length)]),
      ),
    ).toEqual([end, end, 0]);
  });

  test('a trailer in a tunnel is not judged, unless it is all zeros', () => {
    const twice = vxlan(vxlan([...udp, ...leak(4)]));
    expect(verdicts(vxlan([...udp, ...leak(4)]), vxlan([...udp, ...zeros(16)]), twice)).toEqual([
      'inner',
      0,
      'inner',
    ]);
    const { totals } = inspected(pcapOf([...vxlan([...udp, ...leak(4)]), ...leak(2)]));
    expect(totals).toMatchObject({ paddedFrames: 1, paddingBytes: 2, unjudgedPaddings: 1 });
    const pppoe = build.ethernet(0x8864, [0x11, 0, 0, 9, 0, packet.length + 4, 0, 0x21, ...packet, 1, 2]);
    expect(verdicts(pppoe)).toEqual(['inner']);
  });

  test('a packet in a tunnel whose length is left to the card tells no trailer', () => {
    expect(verdicts(vxlan(withWord(tcp, 16, 0)), vxlan(withWord(tcp, 16, 20)))).toEqual([0, 0]);
  });
});

describe('other links whose frames come from an Ethernet', () => {
  const cooked = (type: number): number[] => [0, 0, 0, 1, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0, ...build.word(type)];
  const cooked2 = (type: number): number[] => [...build.word(type), ...zeros(18)];
  const links: readonly (readonly [string, number, (type: number) => number[]])[] = [
    ['Linux cooked', 113, cooked],
    ['Linux cooked, version 2', 276, cooked2],
    ['raw IP', 101, () => []],
  ];
  const of = (linkType: number, bytes: readonly number[]): InspectionResult =>
    inspected(pcap([{ bytes: Uint8Array.from(bytes) }], { linkType }));

  test.each(links)('%s', (_, linkType, header) => {
    const head = header(0x0800);
    const { paddings, totals } = of(linkType, [...head, ...packet, 0, 0x41, 0x42]);
    expect(paddings).toMatchObject([
      { start: head.length + packet.length, end: head.length + packet.length + 3, nonZero: 2 },
    ]);
    expect(paddings[0]?.bytes).toEqual(Uint8Array.of(0, 0x41, 0x42));
    expect(totals.frameCheckSequences).toBe(0);
    expect(of(linkType, [...head, ...packet]).totals.zeroPaddedFrames).toBe(0);
    expect(of(linkType, [...head, ...packet, 0]).totals.zeroPaddedFrames).toBe(1);
  });

  test.each(links.slice(0, 2))('%s: an EtherType that tells no length, and LLC', (_, linkType, header) => {
    expect(of(linkType, [...header(0x88b5), ...leak(20)]).unjudgedPaddings).toEqual([
      { reason: 'undeclared', frames: 1, firstFrame: 1 },
    ]);
    const { totals, paddings } = of(linkType, [...header(4), 0xaa, 0xaa, 3, 0, 0, 0, 8, 0, ...packet, 1]);
    expect(totals).toMatchObject({ delivered: 1, paddedFrames: 1 });
    expect(paddings[0]?.start).toBe(header(4).length + 8 + packet.length);
  });
});

describe('the report', () => {
  const text = (...frames: (readonly number[])[]): string =>
    renderInspection(inspected(pcapOf(...frames)), { width: 200 });
  const experiment = build.ethernet(0x88b5, leak(46));
  const padded = [...udp, ...zeros(10)];

  test.each([
    [[udp, udp], 'No wrong checksum in 2 frames; no frame has padding.'],
    [[padded], 'No wrong checksum in 1 frame; no padding holds anything but zeros.'],
    [[experiment], 'No wrong checksum in 1 frame; not judged: 1 frame and the padding of 1.'],
    [
      [experiment, padded],
      '; the padding of 1 frame is all zeros; not judged: 1 frame and the padding of 1.',
    ],
    [
      [experiment, [...udp, 1], experiment],
      '; the padding of 1 frame holds 1 byte that is not zero; not judged: 2 frames and the padding of 2.',
    ],
  ])('says what is known of padding: %#', (frames, sentence) => {
    expect(text(...frames)).toContain(sentence);
  });

  test('says why, and where first', () => {
    const report = text(udp, experiment, experiment);
    expect(report).toContain('PADDING  not judged in 2 frames\n');
    expect(report).toContain('  not judged: 2 frames from 2 on: nothing tells how long what is in them is\n');
  });
});
