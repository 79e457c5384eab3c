import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Merged, mergeCaptures } from '../../src/capture-merge/merge-captures.ts';
import { PcapngWriter } from '../../src/pcap-writer/index.ts';
import { block, pcap, section } from '../capture-reader/capture-builder.ts';
import { chunksOf, readAll } from '../capture-reader/read-all.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import { MemorySink } from '../pcap-writer/memory-sink.ts';
import { readPcap } from '../pcap-writer/read-pcap.ts';
import { optionTexts, readStrictly } from '../support/strict-pcapng.ts';

async function* inChunks(capture: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  yield* chunksOf(capture, size);
}

interface Joined extends Merged {
  file: Uint8Array;
  format: string | undefined;
}

async function merge(
  captures: readonly Uint8Array[],
  { size = 37, append = false }: { size?: number; append?: boolean } = {},
): Promise<Joined> {
  const sink = new MemorySink();
  let format: string | undefined;
  const merged = await mergeCaptures(
    captures.map((capture, i) => ({ name: `"${i + 1}"`, chunks: inChunks(capture, size) })),
    {
      append,
      open: (asked) => {
        format = asked;
        return sink;
      },
    },
  );
  expect(sink.closed).toBe(true);
  return { ...merged, format, file: sink.contents() };
}

interface Packet {
  seconds: number;
  nanoseconds: number;
  bytes: Uint8Array;
}

/** In the order of time, with several at one time. */
const packets = fc
  .array(
    fc.record({
      seconds: fc.integer({ min: 0, max: 3 }),
      nanoseconds: fc.constantFrom(0, 1000, 999_999_000),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    }),
    { maxLength: 40 },
  )
  .map((list) => list.sort((a, b) => a.seconds - b.seconds || a.nanoseconds - b.nanoseconds));

/** Cuts a list into consecutive parts, of which some are empty. */
function cut<T>(list: readonly T[], cuts: readonly number[]): T[][] {
  const ends = [...cuts.map((share) => Math.floor(share * list.length)), list.length].sort((a, b) => a - b);
  return ends.map((end, i) => list.slice(ends[i - 1] ?? 0, end));
}

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 });

const classic = (list: readonly Packet[], nanosecond: boolean): Uint8Array =>
  pcap(
    list.map(({ nanoseconds, ...rest }) => ({
      ...rest,
      fraction: nanosecond ? nanoseconds : nanoseconds / 1000,
    })),
    { magic: nanosecond ? 0xa1b23c4d : 0xa1b2c3d4 },
  );

function pcapng(list: readonly Packet[], { comments = ['a capture'], name = 'vif1.0' } = {}): Uint8Array {
  const sink = new MemorySink();
  const writer = new PcapngWriter(sink, { application: 'test', comments });
  writer.addNames([{ ipv4: '10.0.0.1', name: 'unikernel' }]);
  const vif = writer.addInterface({ name });
  for (const { seconds, nanoseconds, bytes } of list) {
    const details = { comments: [`of ${bytes.length} bytes`], direction: 'inbound' } as const;
    writer.write(vif, seconds, nanoseconds, bytes, 0, bytes.length, details);
  }
  const [first, last] = [list[0], list.at(-1)];
  writer.statistics(vif, {
    ...(first === undefined || last === undefined ? {} : { start: first, end: last }),
    received: list.length,
    dropped: 0,
    comments: ['all of them'],
  });
  void writer.close();
  return sink.contents();
}

describe('the parts of a capture, merged, are that capture', () => {
  test.each([false, true])('pcap, with nanoseconds: %s', async (nanosecond) => {
    await fc.assert(
      fc.asyncProperty(packets, cuts, fc.integer({ min: 1, max: 200 }), async (list, where, size) => {
        const parts = cut(list, where).map((part) => classic(part, nanosecond));
        const { file, packets: count } = await merge(parts, { size });
        expect(Buffer.from(file).equals(classic(list, nanosecond))).toBe(true);
        expect(count).toBe(list.length);
      }),
    );
  });

  test('pcapng, with comments, names, interfaces and statistics', async () => {
    await fc.assert(
      fc.asyncProperty(packets, cuts, fc.integer({ min: 1, max: 200 }), async (list, where, size) => {
        const { file } = await merge(
          cut(list, where).map((part) => pcapng(part)),
          { size },
        );
        readStrictly(file);
        expect(Buffer.from(file).equals(pcapng(list))).toBe(true);
      }),
    );
  });

  test('however the packets are dealt out', async () => {
    await fc.assert(
      fc.asyncProperty(
        packets,
        fc.array(fc.nat(3), { minLength: 40, maxLength: 40 }),
        async (list, dealt) => {
          const parts = [0, 1, 2, 3].map((part) => list.filter((_, i) => dealt[i] === part));
          const merged = readAll((await merge(parts.map((part) => classic(part, true)))).file).packets;
          const times = list.map(({ seconds, nanoseconds }) => seconds * 1e9 + nanoseconds);
          expect(merged.map(({ time }) => Math.round(Number(time) * 1e9))).toEqual(times);
          const bytes = (all: readonly { hex: string }[]): string[] => all.map(({ hex }) => hex).sort();
          const whole = readAll(classic(list, true)).packets;
          expect(bytes(merged)).toEqual(bytes(whole));
        },
      ),
    );
  });
});

const at = (seconds: number, nanoseconds = 0): Packet => ({
  seconds,
  nanoseconds,
  bytes: Uint8Array.of(seconds, 0xa5),
});

test('packets of one time come in the order of their captures; with append all do', async () => {
  const captures = [[at(5), at(9)], [at(5), at(1)], [at(5)]].map((list, i) =>
    classic(
      list.map((packet) => ({ ...packet, bytes: Uint8Array.of(i, packet.seconds) })),
      true,
    ),
  );
  const order = async (append: boolean): Promise<string[]> =>
    readAll((await merge(captures, { append })).file).packets.map(({ hex }) => hex);
  expect(await order(false)).toEqual(['0005', '0105', '0101', '0205', '0009']);
  expect(await order(true)).toEqual(['0005', '0009', '0105', '0101', '0205']);
});

test('microseconds and nanoseconds become nanoseconds; byte orders do not matter', async () => {
  const big = pcap([{ bytes: Uint8Array.of(1), seconds: 2, fraction: 7 }], { little: false });
  const { file } = await merge([classic([at(2, 6999), at(2, 7001)], true), big]);
  const read = readPcap(file);
  expect([read.nanoseconds, read.packets.map(({ fraction }) => fraction)]).toEqual([
    true,
    [6999, 7000, 7001],
  ]);
});

test('interfaces that differ stay apart, and comments of all are kept', async () => {
  const first = pcapng([at(1), at(3)], { name: 'vif1.0', comments: ['both', 'first'] });
  const second = pcapng([at(2)], { name: 'vif2.0', comments: ['both', 'second'] });
  const { file } = await merge([first, second]);
  const blocks = readStrictly(file);
  const [head] = blocks;
  expect(head === undefined ? [] : optionTexts(head, 1)).toEqual(['both', 'first', 'second']);
  expect(blocks.map(({ type }) => type)).toEqual([
    'section',
    'names',
    'interface',
    'interface',
    'packet',
    'packet',
    'packet',
    'statistics',
    'statistics',
  ]);
  const ids = blocks.flatMap((found) => (found.type === 'packet' ? [found.interfaceId] : []));
  expect(ids).toEqual([0, 1, 0]);
  const judge = await openWithWireshark(file);
  try {
    expect(judge.fields(['frame.interface_name', 'frame.comment'])).toEqual(
      ['vif1.0', 'vif2.0', 'vif1.0'].map((name) => ({
        'frame.interface_name': name,
        'frame.comment': 'of 2 bytes',
      })),
    );
  } finally {
    judge.close();
  }
});

describe('what does not go together is said, with the place', () => {
  const small = classic([at(1)], true);
  test.each<[string, Uint8Array[], string]>([
    [
      'a record that is cut short',
      [small, small.slice(0, -1)],
      'Cannot read "2" at offset 24: the capture is cut short: it ends after 17 of the 18 bytes of a record',
    ],
    [
      'a block that is cut short',
      [pcapng([at(1)]).slice(0, -4)],
      'it ends after 88 of the 92 bytes of a block',
    ],
    [
      'nothing of a capture',
      [small, new Uint8Array(0)],
      'Cannot read "2" at offset 0: it is not a capture: it is empty',
    ],
    [
      'an interface that is not there',
      [Buffer.concat([section(true), block(true, 6, new Uint8Array(20))])],
      'a block is of interface 0, but the section has described 0',
    ],
    [
      'a block that is too small',
      [Buffer.concat([section(true), block(true, 6, new Uint8Array(4))])],
      'block length 16 is not a multiple of 4 from 32',
    ],
    [
      'a packet that is longer than its block',
      [
        Buffer.concat([
          pcapng([]),
          block(
            true,
            6,
            Uint8Array.from({ length: 20 }, (_, i) => (i === 12 ? 9 : 0)),
          ),
        ]),
      ],
      'packet length 9 exceeds the 0 bytes of its block',
    ],
  ])('%s', async (_, captures, message) => {
    await expect(merge(captures)).rejects.toThrow(message);
  });

  test('of a damaged capture, whatever was done to it, nothing but a friendly error', async () => {
    const whole = pcapng([at(1), at(2), at(3)]);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.nat(255),
        fc.nat(whole.length),
        async (where, value, length) => {
          const damaged = whole.slice();
          damaged[where] = value;
          try {
            await merge([damaged.subarray(0, length), whole]);
          } catch (error) {
            expect(['CaptureError', 'CannotMerge']).toContain(error instanceof Error ? error.name : error);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

test('it stops where the signal says', async () => {
  const sink = new MemorySink();
  const merged = await mergeCaptures([{ name: '"x"', chunks: inChunks(classic([at(1)], true), 9) }], {
    open: () => sink,
    signal: AbortSignal.abort(),
  });
  expect(merged).toEqual({ packets: 0, bytes: 24, complete: false, leftOut: 0 });
  expect(readPcap(sink.contents()).packets).toEqual([]);
});
