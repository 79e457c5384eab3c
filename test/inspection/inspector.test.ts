import { describe, expect, test } from 'vitest';
import { CaptureReader } from '../../src/capture-reader/index.ts';
import { Inspector } from '../../src/inspection/inspector.ts';
import type { InspectionResult } from '../../src/inspection/result.ts';
import { inspectionJson, inspectionText } from '../../src/report/inspection/json.ts';
import { inspectionSchema } from '../../src/report/inspection/json-schema.ts';
import { renderInspection } from '../../src/report/inspection/text.ts';
import { Arena } from '../../src/simd/arena.ts';
import {
  type BuiltPacket,
  interfaceBlock,
  pcap,
  section,
  simple,
} from '../capture-reader/capture-builder.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import * as build from '../wire/frame-builder.ts';
import { ownRun } from './own-run.ts';

const PORTS: [number, number] = [1234, 53];
const udp = build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, PORTS, [1, 2, 3]) });
const tcp6 = build.ipv6({ protocol: 6, payload: build.tcp(build.IPV6_PAIR, PORTS, [], [1, 2, 3]) });
const arp = build.arp(1);
const zeros = (count: number): number[] => new Array<number>(count).fill(0);

/** The usual table-free way, to check ours by. */
function crc32(bytes: readonly number[]): number[] {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  const value = ~crc >>> 0;
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];
}

/** Where frames lie makes no difference. */
function inspect(capture: Uint8Array, listed = 1000): InspectionResult {
  const result = inspectIn(capture, listed, false);
  expect(inspectIn(capture, listed, true)).toEqual(result);
  return result;
}

function inspectIn(capture: Uint8Array, listed: number, simd: boolean): InspectionResult {
  const reader = new CaptureReader();
  const arena = new Arena(simd);
  const inspector = new Inspector(listed, arena);
  reader.push(capture);
  reader.end();
  while (reader.next()) inspector.inspect(reader.packet);
  arena.dispose();
  return inspector.result({ file: 'x.pcap', format: reader.format, complete: true, damage: null });
}

const capture = (...frames: (readonly number[])[]): Uint8Array =>
  pcap(frames.map((frame, i): BuiltPacket => ({ bytes: Uint8Array.from(frame), seconds: i + 1 })));

describe('the offset of a wrong checksum counts from the start of the packet', () => {
  const long = build.udp(
    build.IPV4_PAIR,
    PORTS,
    zeros(601).map((_, i) => i & 255),
  );
  const packet = build.ipv4({ protocol: 17, payload: long }).slice(14);
  const checksumAt = 20 + 6;
  const damaged = [
    ...packet.slice(0, checksumAt),
    (packet[checksumAt] ?? 0) ^ 0x5a,
    ...packet.slice(checksumAt + 1),
  ];

  test.each([
    ['Ethernet', 1, udp.slice(0, 14)],
    ['raw IP', 101, []],
    ['BSD loopback', 0, [2, 0, 0, 0]],
    ['Linux cooked', 113, [0, 0, 0, 1, 0, 6, ...zeros(8), 8, 0]],
  ])('%s', (_, linkType, header) => {
    const bytes = Uint8Array.from([...header, ...damaged]);
    const { checksumFailures } = inspect(pcap([{ bytes, seconds: 1 }], { linkType }));
    expect(checksumFailures.map(({ offset, found }) => [offset, found])).toEqual([
      [header.length + checksumAt, ((damaged[checksumAt] ?? 0) << 8) | (damaged[checksumAt + 1] ?? 0)],
    ]);
  });
});

describe('padding', () => {
  test('that is not zero is found behind every kind of packet', async () => {
    const length = build.ethernet(20, zeros(46));
    length[40] = 7;
    const bytes = capture(
      [...udp, ...zeros(15)],
      [...udp, ...zeros(10), 1, 2, 0, 3, 0],
      [...arp, 0x41, ...zeros(17)],
      [...tcp6, 9],
      length,
      [...udp.slice(0, 12), 0x81, 0, 0, 5, ...udp.slice(12), 0, 8, 0],
      build.ethernet(0x88b5, [1, 2, 3]),
    );
    const { paddings, totals } = inspect(bytes);
    const end = udp.length;
    expect(paddings.map(({ frame, start, end, nonZero }) => [frame.number, start, end, nonZero])).toEqual([
      [2, end, end + 15, 3],
      [3, 42, 60, 1],
      [4, tcp6.length, tcp6.length + 1, 1],
      [5, 34, 60, 1],
      [6, end + 4, end + 7, 1],
    ]);
    expect(Buffer.from(paddings[0]?.bytes ?? []).toString('hex')).toBe(`${'00'.repeat(10)}0102000300`);
    expect(paddings[0]?.frame).toMatchObject({ protocol: 'udp', time: { seconds: 2, nanoseconds: 0 } });
    expect([totals.paddedFrames, totals.paddingBytes, totals.taggedFrames]).toEqual([5, 7, 1]);

    const session = await openWithWireshark(bytes);
    const theirs = session.matchedFrames('eth.padding or eth.trailer');
    // Frame 1 has padding of zeros; behind a tag, as in frame 6, Wireshark shows none.
    expect(theirs).toEqual([1, 2, 3, 4, 5]);
    session.close();
  });

  test('a right frame check sequence is none, a wrong one is', () => {
    const padded = [...udp, ...zeros(15)];
    const leaky = [...udp, 5, ...zeros(14)];
    const bytes = capture(
      [...padded, ...crc32(padded)],
      [...leaky, ...crc32(leaky)],
      [...padded, 1, 2, 3, 4],
      [...udp, ...crc32(udp)],
    );
    const { paddings } = inspect(bytes);
    expect(paddings.map(({ frame, end, nonZero }) => [frame.number, end, nonZero])).toEqual([
      [2, 60, 1],
      [3, 64, 4],
    ]);
  });
});

describe('checksums', () => {
  test('found, expected, place and time; quoted ones are told apart', () => {
    const wrong = [...udp];
    wrong.splice(24, 2, 0xab, 0xcd);
    const quoted = build.ipv4({
      protocol: 1,
      payload: build.icmp(3, 3, [0, 0, 0, 0], wrong.slice(14)),
    });
    const { checksumFailures, checksumGroups, totals } = inspect(capture(udp, wrong, quoted));
    const expected = ((udp[24] ?? 0) << 8) | (udp[25] ?? 0);
    expect(checksumFailures).toMatchObject([
      { frame: { number: 2 }, protocol: 'ipv4', offset: 24, found: 0xabcd, expected, quoted: false },
      { frame: { number: 3, protocol: 'icmp' }, protocol: 'ipv4', offset: 52, expected, quoted: true },
    ]);
    expect(checksumGroups).toEqual([{ protocol: 'ipv4', failures: 2, firstFrame: 2 }]);
    expect([totals.frames, totals.delivered, totals.discarded]).toEqual([3, 1, 2]);
  });

  test('those over the pseudo header alone are told apart, as in Wireshark', async () => {
    const partial = (frame: readonly number[], at: number, source: number[], protocol: number): number[] => {
      const length = frame.length - (frame[12] === 8 ? 34 : 54);
      const sum = build.naiveChecksum([...source, 0, protocol, ...build.word(length)]);
      const copy = [...frame];
      copy.splice(at, 2, ...build.word(~sum & 0xffff));
      return copy;
    };
    const bytes = capture(partial(udp, 40, udp.slice(26, 34), 17), partial(tcp6, 70, tcp6.slice(22, 54), 6), [
      ...tcp6.slice(0, -1),
      99,
    ]);
    const { offloadedChecksums, totals } = inspect(bytes);
    expect(offloadedChecksums.map(({ frame, cause }) => [frame.number, cause])).toEqual([
      [1, 'partial'],
      [2, 'partial'],
    ]);
    expect([totals.checksumFailures, totals.partialChecksums, totals.offloaded]).toEqual([1, 2, 2]);
    const session = await openWithWireshark(bytes);
    expect(session.matchedFrames('udp.checksum.partial or tcp.checksum.partial')).toEqual([1, 2]);
    session.close();
  });
});

describe('reports', () => {
  test('other link types are counted and named', () => {
    const other = pcap([{ bytes: Uint8Array.from(udp) }], { linkType: 105 });
    const result = inspect(other);
    expect(result.linkTypes).toEqual([{ linkType: 105, name: 'IEEE802_11', packets: 1, bytes: udp.length }]);
    const text = renderInspection(result);
    expect(text).toContain('Nothing to verify in 1 packet: no Ethernet frame and no IP packet.');
    expect(text).toMatch(/LINK TYPES {2}judged are[\s\S]*IEEE802_11\s+105\s+1/);
  });

  test('packets without a time', () => {
    const bytes = Buffer.concat([
      section(true),
      interfaceBlock(true),
      simple(true, Uint8Array.from([...udp, 1])),
    ]);
    const result = inspect(bytes);
    expect([result.earliest, result.paddings[0]?.frame.time]).toEqual([null, null]);
    expect(renderInspection(result)).toContain('Frame 1: 1 of 1 byte not zero');
  });

  test('lists are bounded, totals are exact', () => {
    const frames = Array.from({ length: 50 }, () => [...udp.slice(0, -1), 77, 1, 2]);
    const result = inspect(capture(...frames), 10);
    expect([result.checksumFailures.length, result.paddings.length]).toEqual([10, 10]);
    expect([result.totals.checksumFailures, result.totals.paddedFrames]).toEqual([50, 50]);
    const text = renderInspection(result, { list: 3, listAll: 'inspect it all' });
    expect(text.match(/^ {2}Frame \d+:/gm)).toHaveLength(6);
    expect(text).toContain('  … 47 more wrong checksums not listed one by one: --list all shows them\n');
    expect(text).toContain('\nNEXT\n  inspect it all\n');
  });

  test('text and JSON of a run; the schema describes every field', async () => {
    const result = inspect((await ownRun('1.10.0')).capture);
    expect(result.format).toBe('pcap, little-endian, nanoseconds');
    const report = inspectionSchema.parse(JSON.parse([...inspectionText(result)].join('')));
    expect(report).toEqual(inspectionJson(result));
    expect(report.totals).toEqual(result.totals);
    expect(report.headline).toBe(
      '111 bytes of earlier frames in 1 frame, 111 of them meant for somebody else; 5 of 13 frames have a wrong checksum (6 in all); not judged: 2 frames and the padding of 2.',
    );
    const text = renderInspection(result);
    expect(text.replaceAll('\n', ' ')).toContain(report.headline);
    expect(text).toContain('  Frame 6: ipv4 checksum 0xfdd9, expected 0x3bda (bytes 24..25)\n');
    expect(text).toContain('in udp 10.0.0.11:5353 > 93.184.216.34:53; 2019-02-24 00:00:00.050000000\n');
  });

  test('a capture that holds nothing', () => {
    const text = renderInspection(inspect(pcap([])));
    expect(text).toContain('The capture holds no packet.');
    expect(text.endsWith('\n')).toBe(true);
  });
});
