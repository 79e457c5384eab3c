import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CHECKSUM_NAMES, STATUS_BAD, VERDICT_NAMES } from '../../src/wire/checksum-status.ts';
import { FrameReader } from '../../src/wire/frame-reader.ts';
import { notJudgedWords } from '../../src/wire/not-judged.ts';
import { wrappingsOf } from '../../src/wire/wrappings-of.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import { captureOf } from './capture.ts';
import * as build from './frame-builder.ts';
import { nestedFrames } from './nested-frames.ts';
import { Random } from './random.ts';

const CAPTURES = path.join(import.meta.dirname, '../captures');

/** The frames of a little-endian or big-endian pcap file. */
function framesOf(name: string): Uint8Array[] {
  const bytes = new Uint8Array(readFileSync(path.join(CAPTURES, name)));
  const view = new DataView(bytes.buffer);
  const isLittle = view.getUint8(0) !== 0xa1;
  const frames: Uint8Array[] = [];
  for (let at = 24; at < bytes.length; ) {
    const length = view.getUint32(at + 8, isLittle);
    frames.push(bytes.slice(at + 16, at + 16 + length));
    at += 16 + length;
  }
  return frames;
}

function read(frame: Uint8Array | readonly number[]): FrameReader {
  const bytes = Uint8Array.from(frame);
  const reader = new FrameReader();
  reader.read(bytes, new DataView(bytes.buffer), 0, bytes.length);
  return reader;
}

/** The wrong checksums of a frame, at any depth: their protocols, and what they are in. */
function wrong(reader: FrameReader): { protocol: string; within: string; offset: number }[] {
  const found: { protocol: string; within: string; offset: number }[] = [];
  for (let part: FrameReader | undefined = reader; part !== undefined; part = part.inner) {
    for (const [checksum, protocol] of CHECKSUM_NAMES.entries()) {
      const { status, offset } = part.checksum(checksum);
      if (status !== STATUS_BAD) continue;
      found.push({ protocol, within: wrappingsOf(reader, part).join(' > '), offset });
    }
  }
  return found;
}

/** A verdict, why it is not judged, and the wrong checksums. */
function summary(frame: Uint8Array | readonly number[]): string {
  const reader = read(frame);
  const why =
    reader.notJudgedReason === 0 ? '' : `: ${notJudgedWords(reader.notJudgedReason, reader.notJudgedValue)}`;
  const bad = wrong(reader).map(({ protocol, within }) => `${protocol}${within && ` in ${within}`}`);
  return [`${VERDICT_NAMES[reader.verdict]}${why}`, ...bad].join(', ');
}

describe('captures whose right answers are known', () => {
  test('checksums in everything', () => {
    const known = JSON.parse(readFileSync(path.join(CAPTURES, 'checksums-everywhere.json'), 'utf8')) as {
      frame: number;
      bad: string[];
    }[];
    const found = framesOf('checksums-everywhere.pcap').map((frame, i) => ({
      frame: i + 1,
      bad: wrong(read(frame)).map(({ protocol }) => protocol),
    }));
    expect(found).toEqual(known.map(({ frame, bad }) => ({ frame, bad })));
  });

  test.each<[name: string, ...found: string[]]>([
    ['ipv4-ah-bad-udp', 'discarded, udp'],
    ['ipv6-home-address-good-udp', 'delivered'],
    ['ipv6-jumbogram-bad-tcp', 'discarded, tcp'],
    ['ipv6-routing-left-bad-udp', 'discarded, udp'],
    ['ipv6-udp-checksum-zero', 'discarded, udp'],
    ['llc-snap-ipv4-bad-udp', 'discarded, udp in llc'],
    ['pppoe-ipv4-bad-udp', 'discarded, udp in pppoe'],
    ['tcp-checksum-ffff', 'delivered'],
  ])('%s', (name, ...found) => {
    expect(framesOf(`${name}.pcap`).map(summary)).toEqual(found);
  });

  test('routing headers of every kind, as Wireshark verifies them', async () => {
    const frames = framesOf('ipv6-routing-kinds.pcap');
    const judge = await openWithWireshark(captureOf(frames));
    const theirs = judge.matchedFrames('udp.checksum.status == "Bad"');
    judge.close();
    const ours = frames.flatMap((frame, i) => (wrong(read(frame)).length > 0 ? [i + 1] : []));
    expect(ours).toEqual(theirs);
    expect(ours).toEqual([4, 5]);
  });

  test('a frame in a provider bridge', () => {
    const frame = build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [1, 2], [3, 4]) });
    frame[15] = 7;
    const reader = read(build.ethernet(0x88e7, [0, 0, 0, 7, ...frame]));
    expect(wrong(reader)).toEqual([{ protocol: 'ipv4', within: 'pbb', offset: 14 + 4 + 24 }]);
  });

  test('UDP over IPv6 without a checksum is told from a wrong one, with the value that it lacks', () => {
    const [frame] = framesOf('ipv6-udp-checksum-zero.pcap');
    const result = read(frame ?? []).checksum(2);
    expect(result).toMatchObject({ status: STATUS_BAD, found: 0, isMissing: true });
    const right = Uint8Array.from(frame ?? []);
    new DataView(right.buffer).setUint16(result.offset, result.expected);
    expect(summary(right)).toBe('delivered');
  });
});

describe('what is not looked into', () => {
  const data = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
  const to = (port: number): number[] =>
    build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [50000, port], data) });
  test.each<[name: string, frame: number[], found: string]>([
    ['an EtherType', build.ethernet(0x88b5, data), 'ethertype 0x88b5 (for local experiments) is not known'],
    ['LLC', build.ethernet(4, [0x42, 0x42, 3, 0]), 'LLC for 0x42, from 0x42, is not known'],
    [
      'an IP protocol',
      build.ipv4({ protocol: 89, payload: data }),
      'IP protocol 89 (OSPF) is not looked into',
    ],
    ['ESP', build.ipv6({ protocol: 50, payload: data }), 'IP protocol 50 (ESP) is not looked into'],
    [
      'a PPP protocol',
      build.ethernet(0x8864, [0x11, 0, 0, 1, 0, 4, 0xc0, 0x21, 1, 1]),
      'PPP protocol 0xc021 is not known',
    ],
    [
      'MPLS',
      build.ethernet(0x8847, [0, 1, 0x11, 64, 0x10, 0, 0, 0]),
      'what MPLS label 17 carries is not known',
    ],
    [
      'GRE',
      build.ipv4({ protocol: 47, payload: [0, 0, 0x20, 0x01, ...data] }),
      'what GRE carries as 0x2001 is not known',
    ],
    ['IPsec in UDP', to(4500), 'the tunnel at UDP port 4500 (IPsec) is not looked into'],
  ])('%s', (_name, frame, found) => {
    expect(summary(frame)).toBe(`not-judged: ${found}`);
  });

  test('more packets in one another than anybody sends', () => {
    const nested = (depth: number): number[] => {
      let payload = build.udp(build.IPV4_PAIR, [1, 2], data);
      let protocol = 17;
      for (let i = 0; i < depth; i++) {
        payload = build.ipv4({ protocol, payload }).slice(14);
        protocol = 4;
      }
      return build.ipv4({ protocol, payload });
    };
    expect(summary(nested(16))).toBe('delivered');
    expect(summary(nested(17))).toBe('not-judged: more than 16 packets one in another');
    expect(summary(nested(2000))).toBe('not-judged: more than 16 packets one in another');
  });

  test('a wrong checksum, and one that cannot be judged, are graver', () => {
    const wrongHeader = build.ipv4({ protocol: 89, payload: data });
    wrongHeader[15] = 7;
    expect(summary(wrongHeader)).toBe('discarded: IP protocol 89 (OSPF) is not looked into, ipv4');
    const inner = build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [1, 2], data) }).slice(14);
    const cut = build.ipv4({ protocol: 4, payload: inner.slice(0, -3) });
    expect(summary(cut)).toBe('unverifiable');
  });
});

describe('packets in packets, and Wireshark', () => {
  test.each([1, 2, 3])('call the same checksums bad, in frames of seed %i', async (seed) => {
    const frames = nestedFrames(new Random(seed), 1500);
    const judge = await openWithWireshark(captureOf(frames));
    const ours: Record<string, string[]> = {};
    const theirs: Record<string, string[]> = {};
    const show = (number: number): string =>
      `${number}: ${Buffer.from(frames[number - 1] ?? []).toString('hex')}`;
    for (const name of CHECKSUM_NAMES) {
      const protocol = name === 'ipv4' ? 'ip' : name;
      theirs[name] = judge.matchedFrames(`${protocol}.checksum.status == "Bad"`).map(show);
      ours[name] = frames.flatMap((frame, i) =>
        wrong(read(frame)).some((one) => one.protocol === name) ? [show(i + 1)] : [],
      );
      expect(ours[name].length).toBeGreaterThan(15);
    }
    judge.close();
    expect(ours).toEqual(theirs);
  });

  test('never throw and never look outside a frame that is damaged or cut', () => {
    const random = new Random(9);
    for (const frame of nestedFrames(random, 2000)) {
      const damaged = frame.slice(0, random.chance(50) ? random.below(frame.length + 1) : frame.length);
      for (let i = random.below(4); i > 0; i--) damaged[random.below(damaged.length + 1)] = random.below(256);
      const told = [0, 0xff].map((around) => {
        const bytes = new Uint8Array(damaged.length + 64).fill(around);
        bytes.set(damaged, 8);
        const reader = new FrameReader();
        reader.read(bytes, new DataView(bytes.buffer), 8, damaged.length);
        return [reader.verdict, reader.notJudgedReason, reader.notJudgedValue, wrong(reader)];
      });
      expect(told[0]).toEqual(told[1]);
    }
  });
});
