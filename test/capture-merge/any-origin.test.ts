/** Captures of whatever kind lose nothing when they are merged: the reader gives what it gave of each of them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Merged, type MergeOptions, mergeCaptures } from '../../src/capture-merge/merge-captures.ts';
import { anyCapture } from '../capture-reader/any-capture.ts';
import * as build from '../capture-reader/capture-builder.ts';
import { chunksOf, type KeptPacket, readAll } from '../capture-reader/read-all.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import { MemoryFile } from '../pcap-writer/memory-file.ts';
import { MemorySink } from '../pcap-writer/memory-sink.ts';

async function* inChunks(capture: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  yield* chunksOf(capture, size);
}

async function merge(
  captures: readonly Uint8Array[],
  options: Partial<MergeOptions> & { size?: number; sink?: MemorySink } = {},
): Promise<Merged & { file: Uint8Array; format: string }> {
  const { size = 1000, sink = new MemoryFile(), ...rest } = options;
  let format = '';
  const merged = await mergeCaptures(
    captures.map((capture, i) => ({ name: `"${i + 1}"`, chunks: inChunks(capture, size) })),
    {
      open: (asked) => {
        format = asked;
        return sink;
      },
      ...rest,
    },
  );
  expect(sink.closed).toBe(true);
  return { ...merged, format, file: sink.contents() };
}

type Told = Pick<KeptPacket, 'time' | 'hex' | 'originalLength' | 'linkType'>;

/** Of a packet that had no time, a merged capture says that it was at 0, unless its interface is the first. */
const told = ({ time, hex, originalLength, linkType }: KeptPacket): Told => ({
  time: time ?? '0.000000000',
  hex,
  originalLength,
  linkType,
});

const toldWithFcs = (packet: KeptPacket): Told & Pick<KeptPacket, 'fcsLength'> => ({
  ...told(packet),
  fcsLength: packet.fcsLength,
});

function packetsOf(whole: Uint8Array): KeptPacket[] {
  const { packets: read, error } = readAll(whole);
  if (error !== undefined) throw error;
  return read;
}

describe('nothing is lost', () => {
  test('no byte, no length, no time, no link type, whatever the captures are: one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyCapture, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 300 }),
        fc.boolean(),
        async (captures, size, isPipe) => {
          const sink = isPipe ? new MemorySink() : new MemoryFile();
          const { file, packets: count, leftOut } = await merge(captures, { append: true, size, sink });
          const all = captures.flatMap(packetsOf);
          expect(packetsOf(file).map(told)).toEqual(all.map(told));
          expect([count, leftOut]).toEqual([all.length, 0]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('by time, those of each capture stay in their order, and all come when they were captured', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyCapture, { minLength: 1, maxLength: 4 }), async (captures) => {
        const marked = captures.map(packetsOf);
        const { file } = await merge(captures);
        const merged = packetsOf(file).map(told);
        const sorted = (list: readonly Told[]): string[] => list.map((one) => JSON.stringify(one)).sort();
        expect(sorted(merged)).toEqual(sorted(marked.flat().map(told)));
      }),
      { numRuns: 200 },
    );
  });

  test.each<[string, Pick<KeptPacket, 'originalLength' | 'fcsLength'>]>([
    ['cut-packet.pcap', { originalLength: 272, fcsLength: -1 }],
    ['wrong-fcs.pcapng', { originalLength: 64, fcsLength: 4 }],
  ])('of %s, as a file of either format', async (name, expected) => {
    const whole = sample(name);
    const ofIt = packetsOf(whole).map(toldWithFcs);
    expect(ofIt[0]).toMatchObject(expected);
    for (const options of [{}, { format: 'pcapng' as const }]) {
      const { file } = await merge([whole, build.pcap([]), whole], { append: true, ...options });
      expect(packetsOf(file).map(toldWithFcs)).toEqual([...ofIt, ...ofIt]);
    }
  });

  test('Wireshark reads of the merged capture what it reads of each', async () => {
    const FIELDS = ['frame.time_epoch', 'frame.len', 'frame.cap_len', 'frame.encap_type'] as const;
    const fields = async (whole: Uint8Array): Promise<Record<string, string>[]> => {
      const session = await openWithWireshark(whole);
      try {
        return session.fields(FIELDS);
      } finally {
        session.close();
      }
    };
    const samples = fc.sample(fc.array(anyCapture, { minLength: 2, maxLength: 3 }), { numRuns: 25, seed: 7 });
    for (const captures of samples) {
      const { file } = await merge(captures, { append: true });
      const theirs: Record<string, string>[] = [];
      for (const one of captures) theirs.push(...(await fields(one)));
      const time = (row: Record<string, string>): Record<string, string> => ({
        ...row,
        'frame.time_epoch': row['frame.time_epoch'] || '0.000000000',
      });
      expect((await fields(file)).map(time)).toEqual(theirs.map(time));
    }
  });
});

/** The blocks of a little-endian file, each as it is. */
function blocksOf(file: Uint8Array): { type: number; body: Buffer }[] {
  const blocks: { type: number; body: Buffer }[] = [];
  const whole = Buffer.from(file);
  for (let at = 0; at < whole.length; at += whole.readUInt32LE(at + 4)) {
    const length = whole.readUInt32LE(at + 4);
    blocks.push({ type: whole.readUInt32LE(at), body: whole.subarray(at + 8, at + length - 4) });
  }
  return blocks;
}

const interfacesOf = (file: Uint8Array): Buffer[] =>
  blocksOf(file).flatMap(({ type, body }) => (type === 1 ? [body] : []));

const sample = (name: string): Buffer => readFileSync(path.join(import.meta.dirname, '../captures', name));
const u32 = (file: Uint8Array, at: number): number => Buffer.from(file).readUInt32LE(at);

describe('the snap length is what a header says, and no limit', () => {
  const long = [{ bytes: new Uint8Array(300).fill(7) }];

  test.each<[string, number[], boolean, number]>([
    ['none: as many bytes as a packet can have', [0, 0], true, 262_144],
    ['one of both none', [0, 96], true, 262_144],
    ['the larger one', [65_535, 4096], true, 65_535],
    ['less than the packet has: what it has', [96, 64], true, 300],
    ['into a pipe: what no packet exceeds', [96, 64], false, 262_144],
  ])('%s', async (_, lengths, isFile, expected) => {
    const captures = lengths.map((snapLength) => build.pcap(long, { snapLength }));
    const { file } = await merge(captures, { sink: isFile ? new MemoryFile() : new MemorySink() });
    expect(u32(file, 16)).toBe(expected);
    expect(packetsOf(file).map(({ hex }) => hex.length / 2)).toEqual([300, 300]);
  });

  test.each<[boolean, number]>([
    [true, 300],
    [false, 0],
  ])('of an interface likewise; in a file: %s', async (isFile, expected) => {
    const captures = [build.pcap(long, { snapLength: 96 }), build.pcap([], { linkType: 113 })];
    const { file } = await merge(captures, { sink: isFile ? new MemoryFile() : new MemorySink() });
    expect(interfacesOf(file).map((body) => body.readUInt32LE(4))).toEqual([expected, 262_144]);
  });

  test('a real capture that says 0', async () => {
    const whole = sample('snaplen-zero.pcap');
    const { file } = await merge([whole, whole], { append: true });
    expect(packetsOf(file).map(told)).toEqual([...packetsOf(whole), ...packetsOf(whole)].map(told));
    expect(packetsOf(file)[0]?.hex).toHaveLength(2 * 272);
  });
});

describe('frame check sequences', () => {
  const withSequence = (words: number): Buffer =>
    build.pcap([{ bytes: new Uint8Array(64) }], { linkType: ((words << 28) | 0x0400_0001) >>> 0 });

  test('alike, they stay in the header', async () => {
    expect(u32((await merge([withSequence(2), withSequence(2)])).file, 20)).toBe(0x2400_0001);
    expect(u32((await merge([withSequence(15), withSequence(15)])).file, 20)).toBe(0xf400_0001);
  });

  test('of different lengths are kept by interfaces, or refused where there are none', async () => {
    const captures = [withSequence(2), withSequence(1), build.pcap([])];
    const { file, format } = await merge(captures);
    expect(format).toBe('pcapng');
    const options = interfacesOf(file).map((body) => body.subarray(8).toString('hex'));
    expect(options).toEqual([
      '09000100060000000d0001000400000000000000',
      '09000100060000000d0001000200000000000000',
      '090001000600000000000000',
    ]);
    await expect(merge(captures, { format: 'pcap' })).rejects.toThrow(
      'Cannot merge "1" and "2" into a pcap file: their link types are ETHERNET with a frame check sequence of 4 bytes and ETHERNET with a frame check sequence of 2 bytes, and a pcap file has one; name the merged one *.pcapng',
    );
  });
});

describe('times', () => {
  const late = build.pcap([{ bytes: new Uint8Array(60), seconds: 0xffff_ffff, fraction: 1_500_000 }]);

  test('after those that pcap can say are refused there, with what would do', async () => {
    const sink = new MemoryFile();
    await expect(merge([late, late], { sink })).rejects.toThrow(
      'Cannot merge "1" into a pcap file, which has no times after 2106-02-07: its packet 1 is of then; name the merged one *.pcapng',
    );
    expect(sink.aborted).toBe(true);
    const { file } = await merge([late, late], { format: 'pcapng' });
    expect(packetsOf(file).map(({ time }) => time)).toEqual(['4294967296.500000000', '4294967296.500000000']);
  });

  test('of nanoseconds', async () => {
    const whole = sample('nanoseconds.pcap');
    const { file } = await merge([build.pcap([]), whole], { append: true });
    expect(packetsOf(file).map(told)).toEqual(packetsOf(whole).map(told));
    expect(packetsOf(whole).some(({ time }) => !time?.endsWith('000'))).toBe(true);
  });
});

describe('packets without a time keep their place', () => {
  const at = (seconds: number): build.BuiltPacket => ({ bytes: Uint8Array.of(seconds), seconds });
  const simple = Buffer.concat([
    build.section(true),
    build.interfaceBlock(true),
    build.simple(true, Uint8Array.of(0xa0)),
    build.enhanced(true, { bytes: Uint8Array.of(5), ticks: 5_000_000n }),
    build.simple(true, Uint8Array.of(0xa5)),
    build.enhanced(true, { bytes: Uint8Array.of(9), ticks: 9_000_000n }),
  ]);
  const other = build.pcap([at(4), at(6), at(8)], { linkType: 113 });
  const order = async (captures: Uint8Array[], append = false): Promise<string> =>
    packetsOf((await merge(captures, { append })).file)
      .map(({ hex }) => hex)
      .join(' ');

  test('behind the one before them, whether by time or not', async () => {
    expect(await order([simple, other])).toBe('a0 04 05 a5 06 08 09');
    expect(await order([other, simple])).toBe('a0 04 05 a5 06 08 09');
    expect(await order([other, simple], true)).toBe('04 06 08 a0 05 a5 09');
  });

  test('they stay without one if their interface is the first, and are told to be without otherwise', async () => {
    const first = packetsOf((await merge([simple, other])).file);
    expect(first.filter(({ time }) => time === null)).toHaveLength(2);
    const { file } = await merge([other, simple]);
    const session = await openWithWireshark(file);
    try {
      expect(session.fields(['frame.number'], 'frame.comment == "its time was not recorded"')).toEqual([
        { 'frame.number': '1' },
        { 'frame.number': '4' },
      ]);
    } finally {
      session.close();
    }
  });
});

describe('big-endian files become little-endian', () => {
  const pair = ['big-endian.pcapng', 'little-endian.pcapng'].map(sample);

  test('with all that they say', async () => {
    const [big, little] = await Promise.all(pair.map((whole) => merge([whole])));
    // Only the names of the programs that wrote them differ.
    const blocks = (merged: { file: Uint8Array } | undefined) =>
      blocksOf(merged?.file ?? new Uint8Array(0)).filter(({ type }) => type !== 0x0a0d0d0a);
    expect(blocks(big)).toEqual(blocks(little));
    expect(packetsOf(pair[0] ?? new Uint8Array(0))).toHaveLength(4);
  });

  test('options of every kind', async () => {
    const capture = (little: boolean): Buffer => {
      const options = (write: (out: build.Bytes) => void): Buffer => {
        const out = new build.Bytes(little);
        write(out);
        return out.u16(0, 0).done();
      };
      const described = options((out) =>
        out
          .u16(1, 0)
          .u32(99)
          .u16(8, 8)
          .i64(10_000_000n)
          .u16(9, 1)
          .padded(Uint8Array.of(9))
          .u16(14, 8)
          .i64(-3n),
      );
      const flags = options((out) =>
        out
          .u16(2, 4)
          .u32(0x0102_0304)
          .u16(4, 8)
          .i64(77n)
          .u16(5, 8)
          .i64(0x0102_0304_0506_0708n)
          .u16(6, 4)
          .u32(3)
          .u16(7, 9)
          .raw(Uint8Array.of(1))
          .i64(5n)
          .raw(new Uint8Array(3))
          .u16(7, 3)
          .padded(Uint8Array.of(0, 1, 2))
          .u16(2989, 8)
          .u32(4711)
          .raw(Uint8Array.of(1, 2, 3, 4)),
      );
      const data = Uint8Array.of(9, 8, 7, 6, 5);
      const names = new build.Bytes(little).u16(1, 11).padded(Buffer.from('\x0a\0\0\x01alice\0\0'));
      const statistics = options((out) =>
        out.u32(0, 1, 2).u16(2, 8).u32(3, 4).u16(3, 8).u32(5, 6).u16(4, 8).i64(12n).u16(5, 8).i64(1n),
      );
      return Buffer.concat([
        build.section(little),
        build.block(little, 1, described),
        build.block(little, 4, names.u16(0, 0).u16(2, 3).padded(Buffer.from('dns')).u16(0, 0).done()),
        build.block(little, 6, new build.Bytes(little).u32(0, 1, 2, 5, 6).padded(data).raw(flags).done()),
        build.block(
          little,
          2,
          new build.Bytes(little).u16(0, 3).u32(1, 2, 5, 6).padded(data).raw(flags).done(),
        ),
        build.block(little, 3, new build.Bytes(little).u32(5).padded(data).done()),
        build.block(little, 10, new build.Bytes(little).u32(0x544c_534b, 5).padded(data).u16(0, 0).done()),
        build.block(little, 0xbad, new build.Bytes(little).u32(4711).raw(data).done()),
        build.block(little, 5, statistics),
      ]);
    };
    const [big, little] = await Promise.all([merge([capture(false)]), merge([capture(true)])]);
    expect(Buffer.from(big?.file ?? []).equals(Buffer.from(little?.file ?? []))).toBe(true);
    expect(little?.file).toHaveLength(capture(true).length);
  });

  test('blocks that nobody knows are left out, and counted', async () => {
    const unknown = (little: boolean): Buffer =>
      Buffer.concat([build.section(little), build.block(little, 0x77, Uint8Array.of(1, 2, 3, 4))]);
    expect((await merge([unknown(false), unknown(false)])).leftOut).toBe(2);
    const { file, leftOut } = await merge([unknown(true)]);
    expect([leftOut, Buffer.from(file).includes(Buffer.from([0x77, 0, 0, 0]))]).toEqual([0, true]);
  });
});

test('another version of pcapng is refused, as when it is read', async () => {
  const whole = build.section(true);
  whole.writeUInt16LE(6, 12);
  await expect(merge([whole])).rejects.toThrow(
    'Cannot read "1" at offset 0: pcapng version 6.0 is not known, expected 1.0 or 1.2',
  );
});

test('damaged gzip data is refused, and what was begun is given up', async () => {
  const sink = new MemoryFile();
  const whole = gzipSync(build.pcap([{ bytes: new Uint8Array(4000) }], {}));
  await expect(merge([whole.subarray(0, -5)], { sink, size: 10 })).rejects.toThrow(
    /^Cannot read "1" at offset \d+: the gzip data that it is compressed in is damaged: it ends in the middle$/,
  );
  expect(sink.aborted).toBe(true);
});

test('a signal is seen in the middle of a chunk that decompresses to a hundred times as much', async () => {
  const custom = build.block(true, 0xbad, Buffer.alloc(1000));
  const blocks = Array.from({ length: 20_000 }, () => custom);
  const whole = Buffer.concat([build.section(true), build.interfaceBlock(true, {}), ...blocks]);
  const controller = new AbortController();
  const merging = merge([gzipSync(whole)], { size: 1 << 20, signal: controller.signal });
  setImmediate(() => controller.abort());
  expect(await merging).toMatchObject({ complete: false, packets: 0 });
});

describe('hostile files are bounded', () => {
  test('more interfaces than a section can have', async () => {
    const described = Buffer.concat(
      Array.from({ length: 1000 }, (_, i) => build.interfaceBlock(true, { snapLength: i + 1 })),
    );
    const parts = Array.from({ length: 66 }, () => described);
    await expect(merge([Buffer.concat([build.section(true), ...parts])], { size: 1 << 16 })).rejects.toThrow(
      'a section has more than 65536 interfaces',
    );
  });

  test('a description of an interface that no reader of ours takes', async () => {
    const long = build.block(true, 1, Buffer.alloc(1_048_576));
    await expect(merge([Buffer.concat([build.section(true), long])], { size: 1 << 16 })).rejects.toThrow(
      'length 1048588 of an interface description block exceeds 1048576',
    );
  });

  test('more than a merged section can have, of several', async () => {
    const sections = Array.from({ length: 66 }, (_, k) =>
      Buffer.concat([
        build.section(true),
        ...Array.from({ length: 1000 }, (_, i) =>
          build.interfaceBlock(true, { snapLength: 1000 * k + i + 1 }),
        ),
      ]),
    );
    await expect(merge([Buffer.concat(sections)], { size: 1 << 16 })).rejects.toThrow(
      'Cannot merge: the captures have more than 65536 interfaces',
    );
  });

  test.each<[string, (i: number) => Buffer]>([
    ['descriptions of interfaces', (i) => build.block(true, 1, Buffer.alloc(1_000_000).fill(i + 1, 500_000))],
    [
      'statistics',
      (i) =>
        Buffer.concat([
          build.section(true),
          build.interfaceBlock(true, { snapLength: i + 1 }),
          build.block(true, 5, Buffer.alloc(1_000_000)),
        ]),
    ],
  ])('%s of more than 64 MiB', async (what, made) => {
    const blocks = Array.from({ length: 70 }, (_, i) => made(i));
    await expect(merge([Buffer.concat([build.section(true), ...blocks])], { size: 1 << 20 })).rejects.toThrow(
      `Cannot merge: the ${what} of the captures exceed 67108864 bytes`,
    );
  });
});
