import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { CaptureError, CaptureReader, LARGEST_PACKET, readCapture } from '../../src/capture-reader/index.ts';
import * as build from './capture-builder.ts';
import { chunksOf, FEEDS, readAll } from './read-all.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const ENDIANNESS = [
  ['little-endian', true],
  ['big-endian', false],
] as const;
const PACKETS: build.BuiltPacket[] = [
  { bytes: bytes(1, 2, 3), seconds: 0xffff_fffe, fraction: 999_999 },
  { bytes: bytes(), seconds: 5, fraction: 6, originalLength: 60 },
  { bytes: new Uint8Array(1500).fill(7), seconds: 1, fraction: 0, originalLength: 9000 },
];
const CHUNKS = [1, 3, 16, 1000, 100_000];

describe('pcap', () => {
  describe.each(ENDIANNESS)('%s', (order, little) => {
    test.each([
      ['microseconds', 0xa1b2c3d4, 0, ['.999999000', '.000006000']],
      ['nanoseconds', 0xa1b23c4d, 0, ['.000999999', '.000000006']],
      ['microseconds, modified', 0xa1b2cd34, 8, ['.999999000', '.000006000']],
    ] as const)('%s', (name, magic, extra, [first, second]) => {
      const capture = build.pcap(PACKETS, { little, magic, extra });
      for (const chunk of CHUNKS) {
        const { packets, error, format } = readAll(capture, chunk);
        expect(error).toBeUndefined();
        expect(format).toBe(`pcap, ${order}, ${name}`);
        expect(packets.map(({ time }) => time)).toEqual([`4294967294${first}`, `5${second}`, '1.000000000']);
        expect(packets.map(({ number }) => number)).toEqual([1, 2, 3]);
        expect(packets.map(({ originalLength }) => originalLength)).toEqual([3, 60, 9000]);
        expect(packets.map(({ hex }) => hex)).toEqual(['010203', '', '07'.repeat(1500)]);
        expect(packets.map(({ position }) => position)).toEqual([24, 43 + extra, 59 + 2 * extra]);
      }
    });
  });

  test('of version 2.2, lengths have changed places', () => {
    const { packets } = readAll(build.pcap(PACKETS, { minor: 2 }));
    expect(packets.map(({ originalLength, hex }) => [originalLength, hex.length / 2])).toEqual([
      [3, 3],
      [60, 0],
      [9000, 1500],
    ]);
  });

  test.each([
    [0x2400_0071, 4],
    [0x0400_0071, 0],
    [0xf400_0071, 30],
    [0x2000_0071, -1],
  ])('the link type field %s tells the length of frame check sequences: %i', (linkType, fcsLength) => {
    const [packet] = readAll(build.pcap(PACKETS, { linkType })).packets;
    expect([packet?.linkType, packet?.fcsLength, packet?.flags]).toEqual([0x71, fcsLength, 0]);
  });

  test('a fraction of more than a second is carried over', () => {
    const capture = build.pcap([{ bytes: bytes(), seconds: 5, fraction: 3_000_001 }]);
    expect(readAll(capture).packets[0]?.time).toBe('8.000001000');
  });

  test.each(FEEDS)('the largest packet there can be: %s', (feed) => {
    const capture = build.pcap([{ bytes: new Uint8Array(LARGEST_PACKET).fill(9) }]);
    for (const chunk of [1, 4096, 1 << 20]) {
      expect(readAll(capture, chunk, feed).packets[0]?.hex).toBe('09'.repeat(LARGEST_PACKET));
    }
  });
});

describe('pcapng', () => {
  describe.each(ENDIANNESS)('%s', (order, little) => {
    const capture = Buffer.concat([
      build.section(little),
      build.interfaceBlock(little, { snapLength: 4 }),
      build.interfaceBlock(little, { linkType: 113, resolution: 9 }),
      build.block(little, 0x0bad, new Uint8Array(5000)),
      build.enhanced(little, { bytes: bytes(1, 2, 3), ticks: 1_700_000_000_123_456n }),
      build.enhanced(little, { bytes: bytes(4), ticks: 1_700_000_000_123_456_789n, interfaceId: 1 }),
      build.obsolete(little, { bytes: bytes(5, 6), ticks: 42n, originalLength: 99 }),
      build.simple(little, bytes(1, 2, 3, 4), 60),
      build.simple(little, bytes(8)),
    ]);

    test.each(CHUNKS.flatMap((chunk) => FEEDS.map((feed) => [chunk, feed] as const)))(
      'every kind of packet block, in chunks of %i: %s',
      (chunk, feed) => {
        const { packets, error, format } = readAll(capture, chunk, feed);
        expect(error).toBeUndefined();
        expect(format).toBe(`pcapng, ${order}`);
        const shown = packets.map((p) => [
          p.number,
          p.interfaceId,
          p.linkType,
          p.time,
          p.hex,
          p.originalLength,
        ]);
        expect(shown).toEqual([
          [2, 0, 1, '1700000000.123456000', '010203', 3],
          [3, 1, 113, '1700000000.123456789', '04', 1],
          [4, 0, 1, '0.000042000', '0506', 99],
          [5, 0, 1, null, '01020304', 60],
          [6, 0, 1, null, '08', 1],
        ]);
      },
    );
  });

  test.each(ENDIANNESS)('flags of packets and lengths of frame check sequences, %s', (_, little) => {
    const packet = { bytes: bytes(1, 2, 3, 4, 5) };
    const capture = Buffer.concat([
      build.section(little),
      build.interfaceBlock(little, { fcsLength: 4 }),
      build.interfaceBlock(little),
      build.enhanced(little, packet),
      build.enhanced(little, { ...packet, flags: 0x0202 }),
      build.enhanced(little, { ...packet, flags: 0x8100_0041 }),
      build.enhanced(little, { ...packet, interfaceId: 1, flags: 0x0401 }),
      build.enhanced(little, { ...packet, interfaceId: 1, flags: 0x0080 }),
      build.obsolete(little, { ...packet, flags: 0x0a00 }),
      build.simple(little, bytes(6)),
    ]);
    for (const chunk of CHUNKS) {
      const { packets, error } = readAll(capture, chunk);
      expect(error).toBeUndefined();
      expect(packets.map(({ flags, fcsLength }) => [flags >>> 0, fcsLength])).toEqual([
        [0, 4],
        [0x0202, 4],
        [0x8100_0041, 2],
        [0x0401, -1],
        [0x0080, 4],
        [0x0a00, 4],
        [0, 4],
      ]);
    }
  });

  test('a packet is read even if the capture ends within its options, and however many they are', () => {
    const head = Buffer.concat([build.section(true), build.interfaceBlock(true)]);
    const one = build.enhanced(true, { bytes: bytes(1, 2, 3), flags: 0x0202 });
    for (let cut = 1; cut <= 40; cut++) {
      const { packets, error } = readAll(Buffer.concat([head, one.subarray(0, -cut)]), 7);
      const isHeld = one.length - cut >= 28 + 3;
      expect([packets.length, error instanceof CaptureError]).toEqual([isHeld ? 1 : 0, true]);
    }
    const long = build.enhanced(true, { bytes: bytes(1), flags: 0x0202, comments: 20, comment: 65_000 });
    const { packets, error } = readAll(Buffer.concat([head, long, one]), 1000);
    expect(error).toBeUndefined();
    // The flags stand behind more than what is looked through.
    expect(packets.map(({ flags }) => flags)).toEqual([0, 0x0202]);
  });

  test('sections of both byte orders, each with its own interfaces', () => {
    const one = (little: boolean, linkType: number): Buffer =>
      Buffer.concat([
        build.section(little),
        build.interfaceBlock(little, { linkType }),
        build.enhanced(little, { bytes: bytes(linkType) }),
      ]);
    const { packets, error, format } = readAll(Buffer.concat([one(true, 1), one(false, 9), one(true, 6)]));
    expect(error).toBeUndefined();
    expect(packets.map(({ linkType, hex }) => [linkType, hex])).toEqual([
      [1, '01'],
      [9, '09'],
      [6, '06'],
    ]);
    expect(format).toBe('pcapng, 3 sections, the last little-endian');
  });

  test.each([
    [0, 7n, undefined, '7.000000000'],
    [3, 1_700_000_000_123n, undefined, '1700000000.123000000'],
    [5, 170_000_000_012_345n, undefined, '1700000000.123450000'],
    [6, 0xffff_ffff_ffff_ffffn, undefined, '18446744073709.551615000'],
    [9, 0xffff_ffff_ffff_ffffn, undefined, '18446744073.709551615'],
    [9, 999_999_999n, undefined, '0.999999999'],
    [12, 1_700_000_123_456_789_999n, undefined, '1700000.123456789'],
    [20, 0xffff_ffff_ffff_ffffn, undefined, '0.184467440'],
    [127, 5n, undefined, '0.000000000'],
    [0x80, 7n, undefined, '7.000000000'],
    [0x80 + 10, 1024n + 512n, undefined, '1.500000000'],
    [0x80 + 32, (1_700_000_000n << 32n) + 0x4000_0000n, undefined, '1700000000.250000000'],
    [0x80 + 63, 0xc000_0000_0000_0000n, undefined, '1.500000000'],
    [6, 1_000_001n, 100n, '101.000001000'],
    [6, 1_000_001n, -100n, '-99.000001000'],
    [9, 1n, 1_700_000_000n, '1700000000.000000001'],
  ])('if_tsresol %i: %i ticks, if_tsoffset %s', (resolution, ticks, offset, time) => {
    const capture = Buffer.concat([
      build.section(false),
      build.interfaceBlock(false, { resolution, ...(offset === undefined ? {} : { offset }) }),
      build.enhanced(false, { bytes: bytes(), ticks }),
    ]);
    expect(readAll(capture).packets[0]?.time).toBe(time);
  });
});

describe('snoop', () => {
  test('packets, their times and lengths, however they are padded', () => {
    for (const extra of [0, 1, 40]) {
      for (const chunk of CHUNKS) {
        const { packets, error, format } = readAll(build.snoop(PACKETS, { extra }), chunk);
        expect(error).toBeUndefined();
        expect(format).toBe('snoop');
        expect(packets.map(({ time }) => time)).toEqual([
          '4294967294.999999000',
          '5.000006000',
          '1.000000000',
        ]);
        expect(packets.map(({ originalLength }) => originalLength)).toEqual([3, 60, 9000]);
        expect(packets.map(({ hex }) => hex)).toEqual(['010203', '', '07'.repeat(1500)]);
        expect(packets.map(({ linkType }) => linkType)).toEqual([1, 1, 1]);
      }
    }
  });

  test.each<[string, Buffer, RegExp]>([
    [
      'ATM',
      build.snoop([], { datalink: 18 }),
      /^datalink type 18 of a snoop capture is not known; taken are/,
    ],
    ['version 4', Buffer.from('736e6f6f700000000000000400000004', 'hex'), /^snoop version 4 is not known/],
    ['something else', Buffer.from('snooping around here'), /^it begins as a snoop capture does/],
  ])('%s is refused', (_, capture, reason) => {
    expect((readAll(capture).error as CaptureError).reason).toMatch(reason);
  });
});

test('compressed, a capture gives the same packets', () => {
  for (const whole of [build.pcap(PACKETS), build.pcapng(PACKETS, false), build.snoop(PACKETS)]) {
    const plain = readAll(whole);
    const compressed = gzipSync(whole);
    for (const feed of FEEDS) {
      for (const chunk of CHUNKS) {
        const { packets, error, format } = readAll(compressed, chunk, feed);
        expect(error).toBeUndefined();
        expect(packets).toEqual(plain.packets);
        expect(format).toBe(`${plain.format}, compressed with gzip`);
      }
    }
  }
});

describe('a file of another kind is told by its name', () => {
  test.each<[string, string, RegExp]>([
    ['ERF', 'f8ffffffc3f5d45f020400540000003c0000ffffffffffff', /which is an Endace ERF capture/],
    ['Network Monitor', '474d42550002', /which is a Microsoft Network Monitor 2 capture/],
    ['zstd', '28b52ffd00', /Zstandard data: decompress it first/],
    ['xz', 'fd377a585a000004', /xz data/],
    ['bzip2', '425a6839', /bzip2 data/],
    ['LZ4', '04224d186440', /LZ4 data/],
    ['Ixia', 'ac01001c02000400', /Ixia/],
    ['iptrace', Buffer.from('iptrace 2.0').toString('hex'), /AIX iptrace/],
    ['btsnoop', Buffer.from('btsnoop\0').toString('hex'), /btsnoop/],
    ['JSON', Buffer.from('{"runs": []}').toString('hex'), /which is JSON text$/],
    ['HTML', Buffer.from('\n<!DOCTYPE html><html>').toString('hex'), /which is HTML text: is it the page/],
    [
      'Git LFS',
      Buffer.from('version https://git-lfs.github.com/spec/v1').toString('hex'),
      /pointer of Git LFS/,
    ],
    ['zeros', '00'.repeat(64), /zeros, as of a file that was never written/],
    ['a single byte', '0a', /begins with 0a, which is neither pcap nor pcapng nor snoop$/],
  ])('%s', (_, hex, reason) => {
    for (const chunk of [1, 1000]) {
      expect((readAll(Buffer.from(hex, 'hex'), chunk).error as CaptureError).reason).toMatch(reason);
    }
  });
});

describe('what is no capture, or damaged', () => {
  const u32 = (value: number): Buffer => new build.Bytes(true).u32(value).done();
  const head = Buffer.concat([build.section(true), build.interfaceBlock(true)]);
  const at = head.length;
  const [secondOfPcap, thirdOfPcap] = [24 + 19, 24 + 19 + 16];
  test.each<[string, Uint8Array, number, RegExp]>([
    ['nothing', bytes(), 0, /^it is not a capture: it is empty$/],
    ['two bytes', bytes(0xd4, 0xc3), 0, /^it is not a capture: it begins with d4 c3, which is neither/],
    [
      'text',
      Buffer.from('name: x'),
      0,
      /begins with 6e 61 6d 65 \("name"\), which is neither pcap nor pcapng nor snoop$/,
    ],
    ['half of gzip data', bytes(0x1f, 0x8b, 8, 0), 0, /^the gzip data .* is damaged: it ends in the middle$/],
    [
      'gzip twice',
      gzipSync(gzipSync('x')),
      0,
      /begins with 1f 8b 08 00, which is gzip data inside gzip data/,
    ],
    ['half a header', build.pcap([]).subarray(0, 20), 0, /ends after 20 of the 24 bytes of the file header$/],
    [
      'version 2.9',
      build.pcap([], { minor: 9 }),
      0,
      /^pcap version 2\.9 is not known, expected 2\.0 to 2\.4$/,
    ],
    [
      'half a record header',
      build.pcap(PACKETS).subarray(0, 24 + 19 + 9),
      secondOfPcap,
      /after 9 of the 16 bytes/,
    ],
    [
      'half a record',
      build.pcap(PACKETS).subarray(0, 24 + 19 + 16 + 100),
      thirdOfPcap,
      /after 100 of the 1516 b/,
    ],
    [
      'a length of all ones',
      Buffer.concat([build.pcap([]), u32(0), u32(0), u32(0xffffffff), u32(0)]),
      24,
      /^record length 4294967295 exceeds the 262144 bytes that a packet can have$/,
    ],
    [
      'a short block',
      Buffer.concat([head, u32(6), u32(8)]),
      at,
      /^block length 8 is not a multiple of 4 from 12/,
    ],
    ['an odd block', Buffer.concat([head, u32(6), u32(33)]), at, /^block length 33 is not a multiple of 4/],
    ['a small packet block', Buffer.concat([head, u32(6), u32(28)]), at, /^length 28 of an enhanced/],
    [
      'an unknown interface',
      Buffer.concat([head, build.enhanced(true, { bytes: bytes(), interfaceId: 3 })]),
      at,
      /^a packet is of interface 3, but the section has described 1$/,
    ],
    [
      'no interface',
      Buffer.concat([build.section(true), build.simple(true, bytes(1))]),
      build.section(true).length,
      /^a packet is of interface 0, but the section has described 0$/,
    ],
    [
      'another length at the end',
      Buffer.concat([head.subarray(0, -4), u32(99)]),
      build.section(true).length,
      /^a block has the length \d+ at its beginning, but 99 at its end$/,
    ],
    [
      'a block that goes beyond the end',
      Buffer.concat([head, u32(77), u32(0xfffffffc), u32(0)]),
      at,
      /ends \d+ bytes before the end of a block$/,
    ],
    [
      'no byte order',
      Buffer.concat([u32(0x0a0d0d0a), new Uint8Array(24)]),
      0,
      /^byte-order magic 0x00000000 of a section/,
    ],
  ])('%s', (_, capture, offset, reason) => {
    for (const chunk of [1, 7, 100_000]) {
      const { error } = readAll(capture, chunk);
      expect(error).toBeInstanceOf(CaptureError);
      expect(error).toMatchObject({ offset });
      expect((error as CaptureError).reason).toMatch(reason);
      expect((error as CaptureError).message).toBe(
        `Cannot read "x.pcap" at offset ${offset}: ${(error as CaptureError).reason}`,
      );
    }
  });

  test('what comes before the damage is read', () => {
    const capture = build.pcap(PACKETS);
    expect(readAll(capture.subarray(0, -1)).packets).toHaveLength(2);
    const newer = build.pcapng(PACKETS);
    expect(readAll(newer.subarray(0, -1)).packets).toHaveLength(3);
  });
});

test('readCapture reads streams', async () => {
  const capture = build.pcap(PACKETS);
  const lengths: number[] = [];
  for await (const { length } of readCapture(chunksOf(capture, 10))) lengths.push(length);
  expect(lengths).toEqual([3, 0, 1500]);
  const damaged = readCapture(chunksOf(capture.subarray(0, 30), 10), { source: 'standard input' });
  await expect(damaged.next()).rejects.toThrow(
    'Cannot read standard input at offset 24: the capture is cut short: it ends after 6 of the 16 bytes of a record header',
  );
});

test('bytes that are pushed in one piece are not copied', () => {
  const capture = build.pcap(PACKETS);
  const reader = new CaptureReader();
  reader.push(capture);
  expect(reader.next()).toBe(true);
  expect(reader.packet.bytes).toBe(capture);
  expect(reader.packets).toBe(1);
});

test('bytes that are read to where the reader wants them stay there as long as there is room', () => {
  const capture = build.pcap(PACKETS);
  const bytes = new Uint8Array(capture.length + 10);
  const memory = { bytes, view: new DataView(bytes.buffer), start: 10, length: capture.length };
  const reader = new CaptureReader({ memory });
  for (const chunk of chunksOf(capture, 500)) {
    reader.reserve(chunk.length).set(chunk);
    reader.commit(chunk.length);
  }
  expect(reader.next()).toBe(true);
  expect(reader.packet.bytes).toBe(bytes);
  expect(reader.packet.view).toBe(memory.view);
  expect(reader.packet.offset).toBe(10 + 24 + 16);
  expect(Buffer.compare(bytes.subarray(10), capture)).toBe(0);
});
