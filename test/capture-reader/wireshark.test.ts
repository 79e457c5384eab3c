import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openWithWireshark } from '../judge/wireshark.ts';
import * as build from './capture-builder.ts';
import { readAll } from './read-all.ts';

const frame = (n: number): Uint8Array => new Uint8Array(60 + n).fill(n);
const PACKETS: build.BuiltPacket[] = [1, 2, 3, 4].map((n) => ({
  bytes: frame(n),
  seconds: 1_500_000_000 + n * 100_000_000,
  fraction: 123_456 * n + 7,
  originalLength: 60 + n + (n === 3 ? 1000 : 0),
}));

function withClock(little: boolean, resolution: number, offset: bigint, ticks: bigint): Buffer {
  return Buffer.concat([
    build.section(little),
    build.interfaceBlock(little, { resolution, offset }),
    build.enhanced(little, { bytes: frame(1), ticks }),
    build.enhanced(little, { bytes: frame(2), ticks: ticks + 1n }),
    build.obsolete(little, { bytes: frame(3), ticks: ticks + 12_345n }),
  ]);
}

/** Bodies of blocks that hold no packet, by type, and whether Wireshark gives them a frame number. */
const OTHER_BLOCKS: readonly (readonly [type: number, name: string, body: Uint8Array])[] = [
  [0x0bad, 'custom', Uint8Array.of(0xd9, 0x7e, 0, 0, 1, 2, 3)],
  [0x40000bad, 'custom, not to be copied', Uint8Array.of(0xd9, 0x7e, 0, 0)],
  [9, 'systemd journal', Buffer.from('__REALTIME_TIMESTAMP=1700000000000000\nMESSAGE=hello\n\n')],
  [0x0204, 'sysdig event', new Uint8Array(30)],
  [0x0216, 'sysdig event 2', new Uint8Array(40)],
  [0x0221, 'sysdig event 2, large', new Uint8Array(40)],
  [0x0208, 'sysdig event with flags', new Uint8Array(40)],
  [0x0201, 'sysdig machine', new Uint8Array(32)],
  [4, 'names', new Uint8Array(4)],
  [5, 'statistics', new Uint8Array(12)],
  [7, 'IRIG time', new Uint8Array(8)],
  [8, 'ARINC', new Uint8Array(8)],
  [0x77, 'unknown', new Uint8Array(8)],
  [0x80000077, 'local', new Uint8Array(8)],
];

function withBlock(type: number, body: Uint8Array): Buffer {
  const other = build.block(true, type, body);
  const packet = build.enhanced(true, { bytes: frame(1), ticks: 1n });
  const head = [build.section(true), build.interfaceBlock(true)];
  return Buffer.concat([...head, other, packet, ...head, other, other, packet]);
}

const CAPTURES: [string, Buffer][] = [true, false].flatMap((little): [string, Buffer][] => {
  const order = little ? 'little-endian' : 'big-endian';
  const both = [build.pcapng(PACKETS, little), build.pcapng(PACKETS, !little)];
  return [
    [`pcap, microseconds, ${order}`, build.pcap(PACKETS, { little })],
    [`pcap, nanoseconds, ${order}`, build.pcap(PACKETS, { little, magic: 0xa1b23c4d })],
    [`pcap, modified, ${order}`, build.pcap(PACKETS, { little, magic: 0xa1b2cd34, extra: 8 })],
    [`pcap 2.2, ${order}`, build.pcap(PACKETS, { little, minor: 2 })],
    [`pcapng, ${order}`, both[0] as Buffer],
    [`pcapng of two sections, ${order} first`, Buffer.concat(both)],
    [`pcapng, milliseconds, ${order}`, withClock(little, 3, 0n, 1_700_000_000_123n)],
    [`pcapng, nanoseconds, ${order}`, withClock(little, 9, 0n, 1_700_000_000_123_456_789n)],
    [`pcapng, 10^-10 s, ${order}`, withClock(little, 10, 0n, 1_700_000_123_456_789_999n)],
    [`pcapng, 2^-20 s and an offset, ${order}`, withClock(little, 0x80 + 20, 1_600_000_000n, 123_456_789n)],
    [`pcapng, 2^-32 s, ${order}`, withClock(little, 0x80 + 32, 0n, 1_700_000_000n << 32n)],
    [
      `pcapng, simple packets, ${order}`,
      Buffer.concat([
        build.section(little),
        build.interfaceBlock(little, { snapLength: 62 }),
        build.simple(little, frame(1)),
        build.simple(little, frame(3).subarray(0, 62), 63),
      ]),
    ],
  ];
});

CAPTURES.push(['snoop', build.snoop(PACKETS)], ['pcap compressed with gzip', gzipSync(build.pcap(PACKETS))]);

describe('we and Wireshark read the same packets', () => {
  test.each(CAPTURES)('%s', async (_, capture) => {
    const { packets, error } = readAll(capture, 1000);
    expect(error).toBeUndefined();
    const session = await openWithWireshark(capture);
    try {
      const theirs = session.fields(['frame.number', 'frame.time_epoch', 'frame.len', 'frame.cap_len']);
      expect(
        packets.map(({ number, time, originalLength, hex }) => ({
          'frame.number': String(number),
          'frame.time_epoch': time ?? '',
          'frame.len': String(originalLength),
          'frame.cap_len': String(hex.length / 2),
        })),
      ).toEqual(theirs);
      expect(theirs.length).toBeGreaterThan(1);
    } finally {
      session.close();
    }
  });
});

describe('packets have the numbers that Wireshark gives them', () => {
  test.each(OTHER_BLOCKS)('behind blocks of type %i: %s', async (type, _, body) => {
    const capture = withBlock(type, body);
    const session = await openWithWireshark(capture);
    const theirs = session.matchedFrames('eth');
    const count = session.packetCount;
    session.close();
    const { packets, otherRecords, error } = readAll(capture, 100);
    expect(error).toBeUndefined();
    expect(packets.map(({ number }) => number)).toEqual(theirs);
    expect(packets.length + otherRecords).toBe(count);
  });

  test('in a capture with custom blocks of others', async () => {
    const capture = readFileSync(path.join(import.meta.dirname, '../captures/custom-blocks.pcapng'));
    const session = await openWithWireshark(capture);
    expect(readAll(capture).packets.map(({ number }) => number)).toEqual(session.matchedFrames('udp'));
    expect(session.matchedFrames('udp')).toEqual([2, 3, 5, 7]);
    session.close();
  });
});
