/** A capture that is copied with comments: the comments are there, and nothing else has changed. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Commented, commentCapture } from '../../src/capture-comments/comment-capture.ts';
import { PcapOutputError } from '../../src/pcap-writer/output-error.ts';
import { anyCapture } from '../capture-reader/any-capture.ts';
import * as build from '../capture-reader/capture-builder.ts';
import { chunksOf, type KeptPacket, readAll } from '../capture-reader/read-all.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import { MemoryFile } from '../pcap-writer/memory-file.ts';
import { MemorySink } from '../pcap-writer/memory-sink.ts';

type Saying = (number: number) => readonly string[];

async function* pieces(capture: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  yield* chunksOf(capture, size);
}

async function comment(
  capture: Uint8Array,
  says: Saying,
  { size = 1000, sink = new MemoryFile() as MemorySink, signal = new AbortController().signal } = {},
): Promise<Commented & { file: Uint8Array }> {
  const commented = await commentCapture(
    { name: '"x"', chunks: pieces(capture, size) },
    { open: async () => sink, commentsOf: ({ number }) => says(number), signal },
  );
  expect(sink.closed).toBe(true);
  return { ...commented, file: sink.contents() };
}

/** What has to be the same of a packet, whatever format it is in now. */
const told = ({ number, time, hex, originalLength, linkType, fcsLength, flags }: KeptPacket): unknown => ({
  number,
  time: time ?? '0.000000000',
  hex,
  originalLength,
  linkType,
  fcsLength,
  flags,
});

/** A comment of odd length, and now and then several. */
const ODD: Saying = (number) =>
  number % 3 === 0 ? [] : Array.from({ length: number % 4 }, (_, i) => `leak: ${'é'.repeat(i)}${number}`);

interface Block {
  type: number;
  little: boolean;
  bytes: Buffer;
}

function blocksOf(file: Uint8Array): Block[] {
  const blocks: Block[] = [];
  let little = true;
  for (let at = 0; at < file.length; ) {
    const rest = Buffer.from(file.subarray(at));
    if (rest.readUInt32LE(0) === 0x0a0d0d0a) little = rest.readUInt32LE(8) === 0x1a2b3c4d;
    const length = little ? rest.readUInt32LE(4) : rest.readUInt32BE(4);
    const bytes = rest.subarray(0, length);
    expect(little ? bytes.readUInt32LE(length - 4) : bytes.readUInt32BE(length - 4)).toBe(length);
    blocks.push({ type: little ? rest.readUInt32LE(0) : rest.readUInt32BE(0), little, bytes });
    at += length;
  }
  return blocks;
}

describe('a copy', () => {
  test('has all that the capture has, whatever that is, and arrives in whatever pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyCapture,
        fc.integer({ min: 1, max: 300 }),
        fc.boolean(),
        async (capture, size, pipe) => {
          const sink = pipe ? new MemorySink() : new MemoryFile();
          const { file, copy, packets, complete } = await comment(capture, ODD, { size, sink });
          const before = readAll(capture);
          const after = readAll(file);
          expect(after.error).toBeUndefined();
          expect(after.packets.map(told)).toEqual(before.packets.map(told));
          const commented = before.packets.filter(({ number }) => ODD(number).length > 0).length;
          expect(copy).toEqual({ packets, bytes: file.length, commented, taken: true });
          expect([packets, complete]).toEqual([before.packets.length, true]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('of pcapng has each block as it was, but for the comments', async () => {
    await fc.assert(
      fc.asyncProperty(anyCapture, fc.integer({ min: 1, max: 300 }), async (compressed, size) => {
        const capture = compressed[0] === 0x1f ? gunzipSync(compressed) : Buffer.from(compressed);
        fc.pre(capture.readUInt32LE(0) === 0x0a0d0d0a);
        const { file } = await comment(compressed, ODD, { size });
        const before = blocksOf(capture);
        const after = blocksOf(file);
        expect(after.length).toBe(before.length);
        let number = 0;
        for (const [i, { type, bytes, little }] of before.entries()) {
          const copied = after[i] as Block;
          const isPacket = type === 2 || type === 3 || type === 6;
          if (isPacket) number++;
          if (!isPacket || ODD(number).length === 0) {
            expect(copied.bytes.equals(bytes)).toBe(true);
          } else if (type !== 3) {
            const captured = little ? bytes.readUInt32LE(20) : bytes.readUInt32BE(20);
            const end = 28 + captured + (-captured & 3);
            const rest = bytes.subarray(end, -4);
            const options = rest.length > 0 ? rest : Buffer.alloc(4);
            expect(copied.bytes.subarray(8, end).equals(bytes.subarray(8, end))).toBe(true);
            expect(copied.bytes.subarray(-4 - options.length, -4).equals(options)).toBe(true);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test('is what Wireshark reads it as, with old and new comments', async () => {
    const FIELDS = [
      'frame.time_epoch',
      'frame.len',
      'frame.cap_len',
      'frame.encap_type',
      'frame.interface_id',
    ] as const;
    for (const capture of fc.sample(anyCapture, { numRuns: 25, seed: 5 })) {
      const before = await openWithWireshark(capture);
      const expected = before.fields([...FIELDS, 'frame.comment']);
      before.close();
      const { file } = await comment(capture, ODD);
      const after = await openWithWireshark(file);
      const found = after.fields([...FIELDS, 'frame.comment']);
      after.close();
      expect(found.length).toBe(expected.length);
      for (const [i, one] of found.entries()) {
        const ours = ODD(i + 1);
        const theirs = expected[i]?.['frame.comment'] ?? '';
        const isUntimed = (expected[i]?.['frame.time_epoch'] ?? '') === '' && ours.length > 0;
        const all = [
          ...ours,
          ...(isUntimed ? ['its time was not recorded'] : []),
          ...(theirs === '' ? [] : [theirs]),
        ];
        expect(one['frame.comment']).toBe(all.join(','));
        for (const field of FIELDS) {
          if (field === 'frame.interface_id' || (field === 'frame.time_epoch' && isUntimed)) continue;
          expect(one[field]).toBe(expected[i]?.[field]);
        }
      }
    }
  });

  test('of a capture that has known lengths of sections says that they are not known', async () => {
    const whole = build.pcapng([{ bytes: Uint8Array.of(1, 2, 3) }]);
    whole.writeBigInt64LE(BigInt(whole.length - 40), 16);
    const { file } = await comment(whole, () => ['one']);
    expect(Buffer.from(file).readBigInt64LE(16)).toBe(-1n);
  });

  test('keeps blocks that Wireshark numbers, so that the numbers stay', async () => {
    const whole = readFileSync(path.join(import.meta.dirname, '../captures/custom-blocks.pcapng'));
    const { file, otherRecords } = await comment(whole, (number) => [`frame ${number}`]);
    const judge = await openWithWireshark(file);
    const rows = judge.fields(['frame.number', 'frame.comment'], 'frame.comment contains "frame "');
    judge.close();
    expect(otherRecords).toBeGreaterThan(0);
    for (const row of rows) expect(row['frame.comment']).toContain(`frame ${row['frame.number']}`);
  });
});

describe('a capture that is damaged', () => {
  const PACKETS = [1, 2, 3].map((n) => ({ bytes: Uint8Array.of(n, n, n, n, n), seconds: n }));

  test.each([
    ['pcap', build.pcap(PACKETS)],
    ['pcapng', build.pcapng(PACKETS)],
  ])('is copied up to there: %s', async (_, whole) => {
    for (const size of [1, 7, 1000]) {
      const { file, failure, complete, copy } = await comment(whole.subarray(0, -3), ODD, { size });
      expect([complete, failure?.message.includes('cut short')]).toEqual([false, true]);
      const after = readAll(file);
      expect([after.error, after.packets.length, copy.packets]).toEqual([undefined, 2, 2]);
    }
  });

  test('in the middle of a piece is copied up to there, and no further', async () => {
    const whole = Buffer.concat([
      build.pcapng(PACKETS),
      build.enhanced(true, { bytes: Uint8Array.of(9), interfaceId: 5 }),
      build.enhanced(true, { bytes: Uint8Array.of(8) }),
    ]);
    const { file, failure } = await comment(whole, ODD);
    expect(failure?.message).toContain('interface 5');
    expect(readAll(file).packets.map(({ hex }) => hex)).toEqual(['0101010101', '0202020202', '0303030303']);
  });

  test('from its beginning is no capture, and leaves no copy', async () => {
    for (const whole of [
      Buffer.from('no capture'),
      build.pcapng(PACKETS).subarray(0, 60),
      gzipSync('hello'),
    ]) {
      const sink = new MemorySink();
      await expect(comment(whole, ODD, { sink })).rejects.toThrow(/"x"/);
    }
  });
});

describe('a copy that somebody reads', () => {
  test('ends when its reader leaves, and the inspection does not', async () => {
    const sink = new MemorySink();
    sink.write = () => {
      throw new PcapOutputError(null, Object.assign(new Error('left'), { code: 'EPIPE' }));
    };
    const big = Array.from({ length: 3000 }, (_, n) => ({ bytes: new Uint8Array(1000).fill(n) }));
    const asked: number[] = [];
    const { copy, packets, complete } = await comment(
      build.pcapng(big),
      (number) => {
        asked.push(number);
        return [];
      },
      { sink },
    );
    expect([copy.taken, packets, complete, asked.length]).toEqual([false, 3000, true, 3000]);
  });
});
