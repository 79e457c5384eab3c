import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CHECKSUM_COUNT,
  CHECKSUM_ICMP,
  CHECKSUM_ICMPV6,
  CHECKSUM_IPV4,
  CHECKSUM_NAMES,
  CHECKSUM_TCP,
  CHECKSUM_UDP,
  STATUS_BAD,
  STATUS_GOOD,
  STATUS_NAMES,
  VERDICT_NAMES,
} from '../../src/wire/checksum-status.ts';
import { fieldAt } from '../../src/wire/frame-fields.ts';
import { FrameReader } from '../../src/wire/frame-reader.ts';
import { LAYER_NAMES } from '../../src/wire/protocols.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import { captureOf } from './capture.ts';
import { damagedFrames } from './damaged-frames.ts';
import * as build from './frame-builder.ts';
import { Random } from './random.ts';

const PORTS: [number, number] = [1234, 53];
const TEXT = [0x68, 0x65, 0x6c, 0x6c, 0x6f];

/** Reads a frame from the middle of memory full of other bytes. */
function read(frame: readonly number[], reader = new FrameReader()): FrameReader {
  const bytes = new Uint8Array(frame.length + 40).fill(0xa5);
  bytes.set(frame, 17);
  reader.read(bytes, new DataView(bytes.buffer), 17, frame.length);
  return reader;
}

function statuses(reader: FrameReader): string[] {
  return CHECKSUM_NAMES.map((_, checksum) => statusOf(reader, checksum));
}

function statusOf(reader: FrameReader, checksum: number): string {
  return STATUS_NAMES[reader.checksum(checksum).status] ?? '';
}

/** What the reader says of a frame: layer, verdict, and the checksums that are not absent. */
function summary(frame: readonly number[]): string {
  const reader = read(frame);
  const parts = [LAYER_NAMES[reader.layer], VERDICT_NAMES[reader.verdict]];
  for (let i = 0; i < CHECKSUM_COUNT; i++) {
    if (reader.checksum(i).status !== 0) parts.push(`${CHECKSUM_NAMES[i]} ${statusOf(reader, i)}`);
  }
  return parts.join(', ');
}

/** The frame with other bytes from `at` on. */
function patch(frame: readonly number[], at: number, ...bytes: number[]): number[] {
  const patched = [...frame];
  patched.splice(at, bytes.length, ...bytes);
  return patched;
}

/** The frame with its IPv4 header checksum made right again. */
function rechecked(frame: readonly number[]): number[] {
  const end = 14 + ((frame[14] ?? 0) & 15) * 4;
  const blank = patch(frame, 24, 0, 0);
  return patch(blank, 24, ...build.word(build.naiveChecksum(blank.slice(14, end))));
}

const udp4 = build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, PORTS, TEXT) });
const tcp4 = build.ipv4({ protocol: 6, payload: build.tcp(build.IPV4_PAIR, PORTS, [2, 4, 5, 0xb4], TEXT) });
const icmp4 = build.ipv4({ protocol: 1, payload: build.icmp(8, 0, [0, 1, 0, 2], TEXT) });
const solicitation = build.ipv6({
  protocol: 58,
  payload: build.icmpv6(135, 0, [0, 0, 0, 0, ...build.IP6_A, 1, 1, ...build.MAC_A]),
});

describe('FrameReader', () => {
  it('dissects a UDP datagram with offsets from the start of the frame', () => {
    const reader = read([...udp4, 0, 0, 0]);
    expect(reader).toMatchObject({
      etherType: 0x0800,
      truncated: false,
      ipVersion: 4,
      ipOffset: 14,
      ipHeaderLength: 20,
      ipPayloadLength: 13,
      ipEnd: 47,
      protocol: 17,
      fragment: false,
      transportOffset: 34,
      transportLength: 13,
      sourcePort: 1234,
      destinationPort: 53,
      messageOffset: -1,
    });
  });

  it('forgets the frame before', () => {
    const reader = read(patch(tcp4, 24, 1, 2));
    const quoting = build.icmp(3, 1, [0, 0, 0, 0], patch(udp4.slice(14), 1, 7));
    read(build.ipv4({ protocol: 1, payload: quoting }), reader);
    expect(reader.checksum(CHECKSUM_IPV4).isQuoted).toBe(true);
    read([1, 2, 3], reader);
    const fresh = read([1, 2, 3]);
    const meaningless = ['bytes', 'view', 'ipv4Source', 'ipv4Destination', 'checksums', 'extensions'];
    for (const key of Object.keys(fresh) as (keyof FrameReader)[]) {
      if (!meaningless.includes(key)) expect(reader[key]).toEqual(fresh[key]);
    }
    expect(reader.presentChecksums).toBe(fresh.presentChecksums);
    expect(reader.notJudgedReason).toBe(fresh.notJudgedReason);
    for (let checksum = 0; checksum < CHECKSUM_COUNT; checksum++) {
      const { status, offset, isQuoted } = fresh.checksum(checksum);
      expect(reader.checksum(checksum)).toMatchObject({ status, offset, isQuoted });
    }
  });

  it.each([
    ['UDP', udp4, 'udp, delivered, ipv4 good, udp good'],
    ['UDP without a checksum', patch(udp4, 40, 0, 0), 'udp, delivered, ipv4 good'],
    ['TCP', tcp4, 'tcp, delivered, ipv4 good, tcp good'],
    ['ICMP', icmp4, 'icmp, delivered, ipv4 good, icmp good'],
    ['ARP', build.arp(1), 'arp, delivered'],
    ['IPv6 neighbour discovery', solicitation, 'icmpv6, delivered, icmpv6 good'],
    ['an unknown EtherType', build.ethernet(0x88b5, TEXT), 'ethernet, not-judged'],
    ['an 802.3 length', build.ethernet(5, TEXT), 'ethernet, not-judged'],
    ['another IP protocol', build.ipv4({ protocol: 253, payload: TEXT }), 'ipv4, not-judged, ipv4 good'],
    ['a stale TOS byte', patch(udp4, 15, 0x2e), 'udp, discarded, ipv4 bad, udp good'],
    ['a bad UDP checksum', patch(udp4, 45, 0), 'udp, discarded, ipv4 good, udp bad'],
    ['a bad TCP checksum', patch(tcp4, 38, 1), 'tcp, discarded, ipv4 good, tcp bad'],
    ['a bad ICMP checksum', patch(icmp4, 40, 1), 'icmp, discarded, ipv4 good, icmp bad'],
    ['a bad ICMPv6 checksum', patch(solicitation, 60, 1), 'icmpv6, discarded, icmpv6 bad'],
  ])('judges %s', (_name, frame, expected) => {
    expect(summary(frame)).toBe(expected);
  });

  it.each([
    ['no bytes', [], 'ethernet, unverifiable'],
    ['less than an Ethernet header', udp4.slice(0, 13), 'ethernet, unverifiable'],
    ['nothing behind the Ethernet header', udp4.slice(0, 14), 'ethernet, unverifiable'],
    ['an IPv4 header cut short', udp4.slice(0, 30), 'ipv4, unverifiable, ipv4 unverifiable'],
    ['options cut short', patch(udp4, 14, 0x4f), 'ipv4, unverifiable, ipv4 unverifiable'],
    ['an IHL below 5', patch(udp4, 14, 0x44), 'ipv4, unverifiable, ipv4 unverifiable'],
    ['another IP version', patch(udp4, 14, 0x05), 'ethernet, not-judged'],
    [
      'a total length below the header length',
      patch(udp4, 16, 0, 19),
      'ipv4, unverifiable, ipv4 unverifiable',
    ],
    ['a total length of 0', rechecked(patch(tcp4, 16, 0, 0)), 'tcp, delivered, ipv4 good, tcp good'],
    [
      'a total length of 0, and a wrong sum',
      patch(rechecked(patch(tcp4, 16, 0, 0)), tcp4.length - 1, 0x55),
      'tcp, discarded, ipv4 good, tcp bad',
    ],
    [
      'no transport header',
      rechecked(patch(udp4, 16, 0, 20)),
      'ipv4, unverifiable, ipv4 good, udp unverifiable',
    ],
    ['a frame that lost its end', tcp4.slice(0, -1), 'tcp, discarded, ipv4 good, tcp bad'],
    [
      'a UDP length beyond the packet',
      patch(udp4, 38, 0, 99),
      'udp, unverifiable, ipv4 good, udp unverifiable',
    ],
    ['a UDP length below 8', patch(udp4, 38, 0, 7), 'udp, unverifiable, ipv4 good, udp unverifiable'],
    ['a TCP data offset below 5', patch(tcp4, 46, 0x40), 'tcp, unverifiable, ipv4 good, tcp unverifiable'],
    [
      'a first fragment',
      rechecked(patch(tcp4, 20, 0x20, 0)),
      'tcp, unverifiable, ipv4 good, tcp unverifiable',
    ],
    [
      'a later fragment',
      rechecked(patch(icmp4, 20, 0, 5)),
      'ipv4, unverifiable, ipv4 good, icmp unverifiable',
    ],
    [
      'an unwritten IPv6 payload length',
      patch(solicitation, 18, 0, 0),
      'icmpv6, unverifiable, icmpv6 unverifiable',
    ],
    ['an IPv6 header cut short', solicitation.slice(0, 50), 'ipv6, unverifiable, icmpv6 unverifiable'],
  ])('judges a frame with %s', (_name, frame, expected) => {
    expect(summary(frame)).toBe(expected);
  });

  it('says no to IPv6 UDP without a checksum, and why', () => {
    const frame = build.ipv6({ protocol: 17, payload: build.udp(build.IPV6_PAIR, PORTS, TEXT) });
    expect(summary(frame)).toBe('udp, delivered, udp good');
    expect(summary(patch(frame, 60, 0, 0))).toBe('udp, discarded, udp bad');
    expect(read(patch(frame, 60, 0, 0)).checksum(CHECKSUM_UDP).isMissing).toBe(true);
  });

  it('reports where a bad checksum is, what it is and what it should be', () => {
    const cases: [number, number[], number][] = [
      [CHECKSUM_IPV4, udp4, 24],
      [CHECKSUM_UDP, udp4, 40],
      [CHECKSUM_TCP, tcp4, 50],
      [CHECKSUM_ICMP, icmp4, 36],
      [CHECKSUM_ICMPV6, solicitation, 56],
    ];
    for (const [checksum, frame, offset] of cases) {
      const right = (frame[offset] ?? 0) * 256 + (frame[offset + 1] ?? 0);
      const result = read(patch(frame, offset, 0x12, 0x34)).checksum(checksum);
      expect(result).toEqual({
        status: STATUS_BAD,
        offset,
        found: 0x1234,
        expected: right,
        isQuoted: false,
        isMissing: false,
      });
    }
  });

  it('expects 0xffff where a UDP checksum comes out as 0', () => {
    // A payload word that brings the sum to 0xffff.
    const blank = build.udp(build.IPV4_PAIR, PORTS, [0, 0]);
    const payload = blank.slice(6, 8);
    const frame = build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, PORTS, payload) });
    expect(frame.slice(40, 42)).toEqual([0xff, 0xff]);
    expect(summary(frame)).toBe('udp, delivered, ipv4 good, udp good');
    expect(read(patch(frame, 40, 1, 1)).checksum(CHECKSUM_UDP).expected).toBe(0xffff);
  });

  it('makes the pseudo header with the last hop of a source route', () => {
    const pair = [...build.IP_A, 10, 0, 0, 9];
    const options = [131, 7, 4, 10, 0, 0, 9, 0];
    const frame = build.ipv4({ protocol: 17, options, payload: build.udp(pair, PORTS, TEXT) });
    expect(summary(frame)).toBe('udp, delivered, ipv4 good, udp good');
    expect(summary(rechecked(patch(frame, 36, 8)))).toBe('udp, discarded, ipv4 good, udp bad');
  });

  it('looks into the packet that an ICMP error quotes', () => {
    const quoted = udp4.slice(14);
    const error = (packet: readonly number[]): number[] =>
      build.ipv4({ protocol: 1, payload: build.icmp(3, 1, [0, 0, 0, 0], packet) });
    expect(summary(error(quoted))).toBe('icmp, delivered, ipv4 good, icmp good');
    expect(summary(error(quoted.slice(0, 28)))).toBe('icmp, delivered, ipv4 good, icmp good');
    const result = read(error(patch(quoted, 1, 7))).checksum(CHECKSUM_IPV4);
    expect(result).toMatchObject({ status: STATUS_BAD, offset: 14 + 20 + 8 + 10, isQuoted: true });
    expect(result.expected).toBe(result.found - 7);
    expect(read(patch(udp4, 15, 7)).checksum(CHECKSUM_IPV4).isQuoted).toBe(false);
  });

  it('recognises DHCP', () => {
    const message = build.udp(build.IPV4_PAIR, [68, 67], build.dhcp(1, 1, [1, 2, 3, 4]));
    const reader = read(build.ipv4({ protocol: 17, payload: message }));
    expect(LAYER_NAMES[reader.layer]).toBe('dhcp');
    expect(reader.messageOffset).toBe(42);
  });

  it('never throws and never looks outside the frame, whatever its bytes are', () => {
    const random = new Random(5);
    const one = new FrameReader();
    const other = new FrameReader();
    for (const frame of damagedFrames(random, 3000)) {
      // The same frame between different neighbours must look the same.
      const low = new Uint8Array(frame.length + 64);
      const high = new Uint8Array(frame.length + 64).fill(0xff);
      low.set(frame, 8);
      high.set(frame, 8);
      one.read(low, new DataView(low.buffer), 8, frame.length);
      other.read(high, new DataView(high.buffer), 8, frame.length);
      expect([statuses(one), one.verdict, one.layer]).toEqual([statuses(other), other.verdict, other.layer]);
      const fields = (reader: FrameReader): number[] => Array.from(frame, (_, i) => fieldAt(reader, i));
      expect(fields(one)).toEqual(fields(other));
      const exact = frame.slice();
      one.read(exact, new DataView(exact.buffer), 0, exact.length);
      expect(one.verdict).toBe(other.verdict);
    }
  });
});

/** All that a reader tells, without what means nothing for the frame at hand. */
function told(reader: FrameReader): unknown {
  const { ipv4Source, ipv4Destination, checksums: _, extensions: __, ...fields } = reader;
  const { presentChecksums, notJudgedReason } = reader;
  const hasAddresses = reader.ipVersion === 4 && reader.ipHeaderLength >= 20;
  const checksums = CHECKSUM_NAMES.map((_, checksum) => {
    const { found, expected, ...result } = reader.checksum(checksum);
    const isSummed = result.status === STATUS_GOOD || result.status === STATUS_BAD;
    return { ...result, ...(isSummed ? { found, expected } : {}) };
  });
  const addresses = hasAddresses ? [ipv4Source, ipv4Destination] : [];
  return { fields, addresses, checksums, presentChecksums, notJudgedReason };
}

describe('FrameReader and the frames before', () => {
  const datagram = build.udp(build.IPV4_PAIR, PORTS, TEXT);
  const bases = [
    build.ipv4({ protocol: 17, payload: datagram }),
    build.ipv4({
      protocol: 17,
      payload: build.udp(build.IPV4_PAIR, [68, 67], build.dhcp(1, 1, [1, 2, 3, 4])),
    }),
    build.ipv4({ protocol: 17, payload: patch(datagram, 6, 0, 0) }),
    build.ipv4({ protocol: 17, payload: datagram, options: [1, 1, 1, 0] }),
    build.ipv4({ protocol: 17, payload: datagram, fragmentation: 0x2000 }),
    build.ipv4({ protocol: 1, payload: build.icmp(8, 0, [0, 1, 0, 2], TEXT) }),
    build.arp(1),
  ];
  // Mostly the first, over and over, with at most a byte or a length that is another.
  const change = fc.record({
    base: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(bases.length - 1)),
    at: fc.oneof(fc.nat(46), fc.constantFrom(12, 14, 16, 17, 20, 21, 23, 38, 39, 40, 41)),
    by: fc.constantFrom(0, 0, 0, 1, 0x40, 0xff),
    more: fc.constantFrom(0, 0, 0, 0, -1, -20, 1, 40),
    offset: fc.nat(3),
  });

  it('tells of a frame the same, whatever they were', () => {
    let alike = 0;
    fc.assert(
      fc.property(fc.array(change, { minLength: 2, maxLength: 12 }), (changes) => {
        const reader = new FrameReader();
        let last = '';
        for (const { base, at, by, more, offset } of changes) {
          const whole = [...(bases[base] as number[]), ...new Array<number>(Math.max(more, 0)).fill(0x77)];
          const frame = whole.slice(0, whole.length + Math.min(more, 0));
          if (at < frame.length) frame[at] = (frame[at] as number) ^ by;
          const bytes = Uint8Array.from([...new Array<number>(offset).fill(0xa5), ...frame]);
          const view = new DataView(bytes.buffer);
          reader.read(bytes, view, offset, frame.length);
          const fresh = new FrameReader();
          fresh.read(bytes, view, offset, frame.length);
          expect(told(reader)).toEqual(told(fresh));
          const header = `${frame.length} ${frame.slice(12, 40).join()}`;
          if (header === last) alike++;
          last = header;
        }
      }),
      { numRuns: 3000 },
    );
    expect(alike).toBeGreaterThan(1000);
  });
});

describe('FrameReader and repair', () => {
  it('finds every bad checksum right once the expected value is put in', () => {
    const reader = new FrameReader();
    const again = new FrameReader();
    for (const frame of damagedFrames(new Random(6), 4000)) {
      reader.read(frame, new DataView(frame.buffer), 0, frame.length);
      for (let checksum = 0; checksum < CHECKSUM_COUNT; checksum++) {
        const { status, offset, found, expected } = reader.checksum(checksum);
        if (status !== STATUS_BAD) continue;
        const repaired = frame.slice();
        const view = new DataView(repaired.buffer);
        expect(view.getUint16(offset)).toBe(found);
        view.setUint16(offset, expected);
        again.read(repaired, view, 0, repaired.length);
        // What a quoted packet has wrong shows only when the frame's own checksum is right.
        expect(again.checksum(checksum)).not.toMatchObject({ status: STATUS_BAD, offset });
      }
    }
  });
});

/** Whether such a checksum is bad at any depth, and not only missing: Wireshark calls that illegal. */
function isBad(reader: FrameReader, checksum: number): boolean {
  for (let part: FrameReader | undefined = reader; part !== undefined; part = part.inner) {
    const { status, isMissing } = part.checksum(checksum);
    if (status === STATUS_BAD && !isMissing) return true;
  }
  return false;
}

describe('FrameReader and Wireshark', () => {
  it.each([1, 20190224])('call the same checksums bad, in damaged frames of seed %i', async (seed) => {
    const frames = damagedFrames(new Random(seed), 6000);
    const session = await openWithWireshark(captureOf(frames), {
      ip: { defragment: 'FALSE' },
      ipv6: { defragment: 'FALSE' },
    });
    const reader = new FrameReader();
    const ours: Record<string, string[]> = {};
    const theirs: Record<string, string[]> = {};
    const show = (number: number): string =>
      `${number}: ${Buffer.from(frames[number - 1] ?? []).toString('hex')}`;
    for (const [checksum, name] of CHECKSUM_NAMES.entries()) {
      const protocol = name === 'ipv4' ? 'ip' : name;
      // Wireshark forgives a checksum over the pseudo header alone, as offloading leaves it.
      const partial = name === 'tcp' || name === 'udp' ? ` or ${protocol}.checksum.partial` : '';
      theirs[name] = session.matchedFrames(`${protocol}.checksum.status == "Bad"${partial}`).map(show);
      const bad: string[] = [];
      for (const [i, frame] of frames.entries()) {
        reader.read(frame, new DataView(frame.buffer), 0, frame.length);
        if (isBad(reader, checksum)) bad.push(show(i + 1));
      }
      ours[name] = bad;
      // The comparison means nothing if hardly anything is bad.
      if (name !== 'gre') expect(bad.length).toBeGreaterThan(100);
    }
    session.close();
    expect(ours).toEqual(theirs);
  });
});
