import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type InterfaceOptions,
  type PacketDetails,
  type PcapngOptions,
  PcapngWriter,
  type Sink,
} from '../../src/pcap-writer/index.ts';
import { readAll } from '../capture-reader/read-all.ts';
import { optionTexts, optionValues, readStrictly } from '../support/strict-pcapng.ts';
import { MemorySink } from './memory-sink.ts';

/** What `write` adds to a capture whose buffer holds 0xa5 wherever nothing was written yet. */
async function bytesOf(
  write: (writer: PcapngWriter) => void,
  prepare: (writer: PcapngWriter) => void = () => {},
): Promise<string> {
  const sink = new MemorySink();
  const writer = new PcapngWriter(sink);
  prepare(writer);
  await writer.flush();
  const before = writer.bytes;
  write(writer);
  await writer.close();
  expect(writer.bytes).toBe(sink.contents().length);
  return Buffer.from(sink.contents().subarray(before)).toString('hex');
}

const addOne = (writer: PcapngWriter): void => {
  writer.addInterface({ name: 'a', snapLength: 64 });
};

async function headerOf(options: PcapngOptions): Promise<string> {
  const sink = new MemorySink();
  await new PcapngWriter(sink, options).close();
  return Buffer.from(sink.contents()).toString('hex');
}

describe('section header', () => {
  test('without options', async () => {
    expect(await headerOf({})).toBe('0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c000000');
  });

  test('with options, each padded with zeros', async () => {
    expect(
      await headerOf({ application: 'sim 0.1', hardware: 'é', os: 'Unix', comments: ['a', 'bcd'] }),
    ).toBe(
      '0a0d0d0a4c0000004d3c2b1a01000000ffffffffffffffff' +
        '0100010061000000' +
        '0100030062636400' +
        '02000200c3a90000' +
        '03000400556e6978' +
        '0400070073696d20302e3100' +
        '00000000' +
        '4c000000',
    );
  });

  test('goes out at once on flush, but only once', async () => {
    const sink = new MemorySink();
    const writer = new PcapngWriter(sink);
    expect(sink.chunks).toEqual([]);
    await writer.flush();
    await writer.flush();
    await writer.close();
    expect(sink.chunks.map((chunk) => chunk.length)).toEqual([28]);
    expect([writer.bytes, writer.packets, sink.closed]).toEqual([28, 0, true]);
  });
});

describe('interfaces', () => {
  test('the least', async () => {
    expect(await bytesOf((writer) => writer.addInterface({ name: 'eth0' }))).toBe(
      '0100000028000000010000000000040002000400657468300900010009000000' + '0000000028000000',
    );
  });

  test('with everything', async () => {
    const write = (writer: PcapngWriter): void => {
      const id = writer.addInterface({
        name: 'vif',
        description: 'guest',
        mac: '00:16:3E:00:00:01',
        ipv4: '10.0.0.1/22',
        ipv6: 'fe80::1:2/64',
        linkType: 101,
        snapLength: 0x01020304,
        resolution: 'microsecond',
        speed: 0x01_0000_0002,
        comments: ['c'],
      });
      expect(id).toBe(0);
    };
    expect(await bytesOf(write)).toBe(
      '0100000078000000' +
        '65000000' +
        '04030201' +
        '0100010063000000' +
        '0200030076696600' +
        '030005006775657374000000' +
        '040008000a000001fffffc00' +
        '05001100fe80000000000000000000000001000240000000' +
        '0600060000163e0000010000' +
        '080008000200000001000000' +
        '0900010006000000' +
        '00000000' +
        '78000000',
    );
  });

  test.each([
    ['10.1.2.3', '0a010203ffffffff'],
    ['10.1.2.3/0', '0a01020300000000'],
    ['10.1.2.3/1', '0a01020380000000'],
    ['10.1.2.3/31', '0a010203fffffffe'],
    ['10.1.2.3/32', '0a010203ffffffff'],
  ])('IPv4 address %s', async (ipv4, hex) => {
    expect(await bytesOf((writer) => writer.addInterface({ name: '', ipv4 }))).toContain(`04000800${hex}`);
  });

  test.each([
    ['::', '00000000000000000000000000000000', '80'],
    ['::1/0', '00000000000000000000000000000001', '00'],
    ['1::/128', '00010000000000000000000000000000', '80'],
    ['1:22:333:4444:5:66:777:ABCD/48', '0001002203334444000500660777abcd', '30'],
    ['::ffff:10.1.2.255/96', '00000000000000000000ffff0a0102ff', '60'],
  ])('IPv6 address %s', async (ipv6, hex, prefix) => {
    expect(await bytesOf((writer) => writer.addInterface({ name: '', ipv6 }))).toContain(
      `05001100${hex}${prefix}000000`,
    );
  });

  test('are counted, also between packets', async () => {
    const sink = new MemorySink();
    const writer = new PcapngWriter(sink);
    expect(writer.addInterface({ name: 'a' })).toBe(0);
    expect(writer.addInterface({ name: 'b' })).toBe(1);
    writer.write(1, 0, 0, new Uint8Array(1));
    expect(writer.addInterface({ name: 'c' })).toBe(2);
    writer.write(2, 0, 0, new Uint8Array(1));
    await writer.close();
    expect(readStrictly(sink.contents()).map(({ type }) => type)).toEqual([
      'section',
      'interface',
      'interface',
      'packet',
      'interface',
      'packet',
    ]);
  });
});

describe('packets', () => {
  test.each([
    [0, '20000000', '00000000', ''],
    [1, '24000000', '01000000', '01000000'],
    [3, '24000000', '03000000', '01020300'],
    [4, '24000000', '04000000', '01020304'],
    [5, '28000000', '05000000', '0102030405000000'],
  ])('of %i bytes', async (length, blockLength, lengthHex, data) => {
    const bytes = Uint8Array.of(9, 1, 2, 3, 4, 5, 9);
    // 10^18 + 1 is 0x0de0b6b3a7640001.
    expect(await bytesOf((writer) => writer.write(0, 1_000_000_000, 1, bytes, 1, length), addOne)).toBe(
      `06000000${blockLength}00000000b3b6e00d010064a7${lengthHex}${lengthHex}${data}${blockLength}`,
    );
  });

  test('longer than the snap length are cut', async () => {
    const sink = new MemorySink();
    const writer = new PcapngWriter(sink);
    writer.addInterface({ name: 'a', snapLength: 4 });
    writer.addInterface({ name: 'b', snapLength: 5 });
    const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6);
    writer.write(0, 0, 0, bytes);
    writer.write(1, 0, 0, bytes);
    writer.write(0, 0, 0, bytes, 1, 5, { originalLength: 100 });
    writer.write(0, 0, 0, bytes, 2);
    await writer.close();
    expect(readStrictly(sink.contents()).slice(3)).toMatchObject([
      { interfaceId: 0, originalLength: 6, bytes: Buffer.of(1, 2, 3, 4) },
      { interfaceId: 1, originalLength: 6, bytes: Buffer.of(1, 2, 3, 4, 5) },
      { interfaceId: 0, originalLength: 100, bytes: Buffer.of(2, 3, 4, 5) },
      { interfaceId: 0, originalLength: 4, bytes: Buffer.of(3, 4, 5, 6) },
    ]);
  });

  const empty = '0600000000000000000000000000000000000000000000000000000000000000'.slice(16, -8);
  const withDetails = async (details: PacketDetails): Promise<string> => {
    const hex = await bytesOf((w) => w.write(0, 0, 0, new Uint8Array(), 0, 0, details), addOne);
    const length = Buffer.of(hex.length / 2, 0, 0, 0).toString('hex');
    expect(hex.slice(0, 16)).toBe(`06000000${length}`);
    expect(hex.slice(-8)).toBe(length);
    expect(hex.slice(16, 56)).toBe(empty);
    return hex.slice(56, -8);
  };

  test.each<[string, PacketDetails, string]>([
    ['none', {}, ''],
    ['no comment', { comments: [] }, ''],
    ['inbound', { direction: 'inbound' }, '0200040001000000' + '00000000'],
    ['outbound', { direction: 'outbound' }, '0200040002000000' + '00000000'],
    ['unicast', { reception: 'unicast' }, '0200040004000000' + '00000000'],
    ['multicast', { reception: 'multicast' }, '0200040008000000' + '00000000'],
    ['broadcast', { reception: 'broadcast', direction: 'inbound' }, '020004000d000000' + '00000000'],
    ['promiscuous', { reception: 'promiscuous', direction: 'outbound' }, '0200040012000000' + '00000000'],
    ['drop count', { dropCount: 258 }, '040008000201000000000000' + '00000000'],
    ['packet id', { packetId: 0 }, '050008000000000000000000' + '00000000'],
    ['packet id, large', { packetId: 2 ** 53 - 1 }, '05000800ffffffffffff1f00' + '00000000'],
    ['packet id, largest', { packetId: 2n ** 64n - 1n }, '05000800ffffffffffffffff' + '00000000'],
    [
      'hardware',
      { verdict: { kind: 'hardware', bytes: Uint8Array.of(1, 2, 3, 4) } },
      '07000500' + '0001020304000000' + '00000000',
    ],
    [
      'hardware, empty',
      { verdict: { kind: 'hardware', bytes: new Uint8Array() } },
      '0700010000000000' + '00000000',
    ],
    ['tc', { verdict: { kind: 'tc', code: 2 } }, '07000900' + '010200000000000000000000' + '00000000'],
    ['xdp', { verdict: { kind: 'xdp', code: 1n } }, '07000900' + '020100000000000000000000' + '00000000'],
    ['comment', { comments: ['abc'] }, '0100030061626300' + '00000000'],
    ['empty comment', { comments: [''] }, '01000000' + '00000000'],
    [
      'comments, and others behind them',
      { comments: ['ö', '€', '😀', 'a€'], packetId: 1, direction: 'inbound' },
      '01000200c3b60000' +
        '01000300e282ac00' +
        '01000400f09f9880' +
        '0100040061e282ac' +
        '0200040001000000' +
        '050008000100000000000000' +
        '00000000',
    ],
    ['half a character', { comments: ['\ud800x'] }, '01000400efbfbd78' + '00000000'],
  ])('details: %s', async (_, details, hex) => {
    expect(await withDetails(details)).toBe(hex);
  });

  test.each([
    ['fits', 'x'.repeat(65535), 'x'.repeat(65535)],
    ['is one too long', 'x'.repeat(65536), `${'x'.repeat(65532)}…`],
    ['of two bytes each', 'é'.repeat(40_000), `${'é'.repeat(32766)}…`],
    ['of three bytes each', '€'.repeat(30_000), `${'€'.repeat(21844)}…`],
    ['of three bytes each, fits', '€'.repeat(21_845), '€'.repeat(21_845)],
    ['of four bytes each', '😀'.repeat(20_000), `${'😀'.repeat(16383)}…`],
    ['of four bytes each, one off', `x${'😀'.repeat(20_000)}`, `x${'😀'.repeat(16382)}…`],
    ['very long', 'y'.repeat(5_000_000), `${'y'.repeat(65532)}…`],
  ])('a comment that %s', async (_, comment, expected) => {
    const sink = new MemorySink();
    const writer = new PcapngWriter(sink, { comments: [comment] });
    writer.addInterface({ name: 'a', comments: [comment] });
    writer.write(0, 0, 0, Uint8Array.of(1), 0, 1, { comments: ['before', comment, 'behind'] });
    writer.statistics(0, { comments: [comment] });
    await writer.close();
    const [section, description, packet, statistics] = readStrictly(sink.contents());
    expect(optionTexts(packet, 1)).toEqual(['before', expected, 'behind']);
    for (const block of [section, description, statistics]) expect(optionTexts(block, 1)).toEqual([expected]);
  });

  test('larger than a chunk get one of their own', async () => {
    const sink = new MemorySink();
    const writer = new PcapngWriter(sink, { chunkSize: 200 });
    writer.addInterface({ name: 'a' });
    const large = Uint8Array.from({ length: 300 }, (_, i) => i & 255);
    const comments = Array.from({ length: 100 }, (_, i) => `comment ${i}`);
    writer.write(0, 0, 0, large, 0, 10);
    writer.write(0, 0, 0, large, 0, 300);
    writer.write(0, 0, 0, large, 0, 5);
    writer.write(0, 0, 0, large, 0, 5, { comments });
    writer.write(0, 0, 0, large, 0, 5);
    await writer.close();
    expect(sink.chunks.map((chunk) => chunk.length)).toEqual([28 + 40 + 44, 332, 40, 40 + 100 * 16 + 4, 40]);
    const packets = readStrictly(sink.contents()).slice(2);
    expect(packets.map((packet) => optionTexts(packet, 1).length)).toEqual([0, 0, 0, 100, 0]);
  });

  test('with more than a block can hold are refused, and nothing of them is written', async () => {
    const sink = new MemorySink();
    const writer = new PcapngWriter(sink);
    const id = writer.addInterface({ name: 'a', snapLength: 2 ** 31 - 1 });
    const comments = Array.from({ length: 256 }, () => 'x'.repeat(65532));
    const before = writer.bytes;
    expect(() => writer.write(id, 0, 0, new Uint8Array(60), 0, 60, { comments })).toThrow(RangeError);
    expect(() => writer.write(id, 0, 0, new Uint8Array(60), 0, 60, { comments })).toThrow(
      'Cannot write a packet: its block would have 16777312 bytes, more than the 16777216 that readers take',
    );
    expect(() => writer.write(id, 0, 0, new Uint8Array(17_000_000))).toThrow(RangeError);
    expect(() => writer.addInterface({ name: 'b', comments })).toThrow('Cannot add an interface: its block');
    expect([writer.bytes, writer.packets]).toEqual([before, 0]);
    writer.write(id, 0, 0, new Uint8Array(60), 0, 60, { comments: comments.slice(0, 255) });
    await writer.close();
    expect(readStrictly(sink.contents())).toHaveLength(3);
  });
});

describe('names', () => {
  test('byte by byte', async () => {
    expect(
      await bytesOf((writer) =>
        writer.addNames([
          { ipv4: '10.0.0.2', name: 'alice' },
          { ipv6: 'fe80::2', name: 'b' },
          { mac: '00:16:3e:00:00:02', name: 'nic' },
        ]),
      ),
    ).toBe(
      '0400000048000000' +
        '01000a000a000002616c69636500' +
        '0000' +
        '02001200fe800000000000000000000000000002' +
        '6200' +
        '0000' +
        '03000a0000163e0000026e696300' +
        '0000' +
        '00000000' +
        '48000000',
    );
  });

  test('none at all', async () => {
    expect(await bytesOf((writer) => writer.addNames([]))).toBe('04000000100000000000000010000000');
  });
});

describe('statistics', () => {
  test('byte by byte', async () => {
    const write = (writer: PcapngWriter): void =>
      writer.statistics(0, {
        start: { seconds: 4, nanoseconds: 294_967_297 },
        end: { seconds: 8, nanoseconds: 589_934_594 },
        received: 1,
        dropped: 2n,
        acceptedByFilter: 3,
        droppedByOs: 4,
        delivered: 2n ** 64n - 1n,
      });
    expect(await bytesOf(write, addOne)).toBe(
      '0500000070000000' +
        '00000000' +
        '0200000002000000' +
        '020008000100000001000000' +
        '030008000200000002000000' +
        '040008000100000000000000' +
        '050008000200000000000000' +
        '060008000300000000000000' +
        '070008000400000000000000' +
        '08000800ffffffffffffffff' +
        '00000000' +
        '70000000',
    );
  });

  test('without anything', async () => {
    expect(await bytesOf((writer) => writer.statistics(0, {}), addOne)).toBe(
      '0500000018000000' + '00000000' + '0000000000000000' + '18000000',
    );
  });

  test('in the ticks of the interface', async () => {
    const sink = new MemorySink();
    const writer = new PcapngWriter(sink);
    writer.addInterface({ name: 'a', resolution: 'microsecond' });
    writer.statistics(0, { start: { seconds: 1, nanoseconds: 2999 } });
    await writer.close();
    expect(readStrictly(sink.contents())[2]).toMatchObject({ type: 'statistics', ticks: 1_000_002n });
  });
});

const ANY_UINT64 = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.maxSafeNat());
const ANY_TEXT = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.replaceAll('\0', '')),
  // Halves of characters, too.
  fc
    .array(fc.integer({ min: 1, max: 0xffff }), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units)),
);
const ANY_COMMENTS = fc.array(ANY_TEXT, { maxLength: 5 });
const ANY_INTERFACE = fc.record(
  {
    name: ANY_TEXT,
    description: ANY_TEXT,
    mac: fc.constant('02:00:00:00:00:01'),
    ipv4: fc.ipV4(),
    ipv6: fc.ipV6(),
    linkType: fc.nat(0xffff),
    snapLength: fc.integer({ min: 1, max: 400 }),
    resolution: fc.constantFrom('microsecond' as const, 'nanosecond' as const),
    speed: ANY_UINT64,
    comments: ANY_COMMENTS,
  },
  { requiredKeys: ['name'] },
);
const ANY_DETAILS = fc.record(
  {
    direction: fc.constantFrom('inbound' as const, 'outbound' as const),
    reception: fc.constantFrom(
      'unicast' as const,
      'multicast' as const,
      'broadcast' as const,
      'promiscuous' as const,
    ),
    packetId: ANY_UINT64,
    comments: ANY_COMMENTS,
    dropCount: ANY_UINT64,
    verdict: fc.oneof(
      fc.record({ kind: fc.constant('hardware' as const), bytes: fc.uint8Array({ maxLength: 20 }) }),
      fc.record({ kind: fc.constantFrom('tc' as const, 'xdp' as const), code: ANY_UINT64 }),
    ),
  },
  { requiredKeys: [] },
);
const ANY_PACKET = fc.record({
  kind: fc.constant('packet' as const),
  interfaceIndex: fc.nat(1000),
  seconds: fc.oneof(
    fc.nat(0xffffffff),
    fc.maxSafeNat().map((n) => n % 18_446_744_073),
  ),
  nanoseconds: fc.nat(999_999_999),
  data: fc.uint8Array({ maxLength: 500 }),
  before: fc.nat(7),
  after: fc.nat(7),
  cut: fc.option(fc.nat(1000), { nil: undefined }),
  details: fc.option(ANY_DETAILS, { nil: undefined }),
});
const ANY_EVENT = fc.oneof(
  { weight: 8, arbitrary: ANY_PACKET },
  { weight: 2, arbitrary: ANY_INTERFACE.map((options) => ({ kind: 'interface' as const, options })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'flush' as const }) },
  { weight: 1, arbitrary: fc.nat(1000).map((index) => ({ kind: 'statistics' as const, index })) },
  {
    weight: 1,
    arbitrary: fc
      .array(
        fc.oneof(
          fc.record({ ipv4: fc.ipV4(), name: fc.stringMatching(/^[a-z]{1,20}$/) }),
          fc.record({ ipv6: fc.ipV6(), name: fc.stringMatching(/^[a-z]{1,20}$/) }),
        ),
        { maxLength: 5 },
      )
      .map((names) => ({ kind: 'names' as const, names })),
  },
);

/** As UTF-8 has it: a half of a character is U+FFFD. */
const asUtf8 = (text: string): string => Buffer.from(text).toString();

describe('whatever is written', () => {
  test('comes back from a strict reader, and from our own', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(ANY_EVENT, { maxLength: 60 }),
        fc.integer({ min: 64, max: 1000 }),
        async (events, chunkSize) => {
          const sink = new MemorySink();
          const writer = new PcapngWriter(sink, { chunkSize });
          const interfaces: InterfaceOptions[] = [];
          const add = (options: InterfaceOptions): void => {
            expect(writer.addInterface(options as InterfaceOptions)).toBe(interfaces.length);
            interfaces.push(options);
          };
          add({ name: 'first' });
          const expected: unknown[] = [];
          for (const event of events) {
            if (event.kind === 'interface') add(event.options as InterfaceOptions);
            else if (event.kind === 'flush') await writer.flush();
            else if (event.kind === 'names') writer.addNames(event.names);
            else if (event.kind === 'statistics')
              writer.statistics(event.index % interfaces.length, { received: 1 });
            else {
              const { seconds, nanoseconds, data, before, after, cut } = event;
              const interfaceId = event.interfaceIndex % interfaces.length;
              const source = new Uint8Array(before + data.length + after).fill(0xa5);
              source.set(data, before);
              const originalLength = data.length + (cut ?? 0);
              const details = cut === undefined ? event.details : { ...event.details, originalLength };
              writer.write(
                interfaceId,
                seconds,
                nanoseconds,
                source,
                before,
                data.length,
                details as PacketDetails,
              );
              source.fill(0x5a);
              const {
                snapLength = 262144,
                resolution = 'nanosecond',
                linkType = 1,
              } = interfaces[interfaceId] ?? {};
              const isNanosecond = resolution === 'nanosecond';
              const ticks = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
              const kept = isNanosecond ? nanoseconds : nanoseconds - (nanoseconds % 1000);
              expected.push({
                interfaceId,
                linkType,
                ticks: isNanosecond ? ticks : ticks / 1000n,
                originalLength,
                time: `${seconds}.${String(kept).padStart(9, '0')}`,
                hex: Buffer.from(data.subarray(0, snapLength)).toString('hex'),
                comments: (event.details?.comments ?? []).map(asUtf8),
                packetId: [event.details?.packetId].flatMap((id) => (id === undefined ? [] : [BigInt(id)])),
              });
            }
          }
          await writer.close();
          const file = sink.contents();
          expect(writer.bytes).toBe(file.length);
          const blocks = readStrictly(file);
          const { packets, error } = readAll(file, 777);
          expect(error).toBeUndefined();
          const strict = blocks.flatMap((block) => (block.type === 'packet' ? [block] : []));
          expect(writer.packets).toBe(strict.length);
          expect(
            strict.map((block, i) => ({
              interfaceId: block.interfaceId,
              linkType: packets[i]?.linkType,
              ticks: block.ticks,
              originalLength: block.originalLength,
              time: packets[i]?.time,
              hex: block.bytes.toString('hex'),
              comments: optionTexts(block, 1),
              packetId: optionValues(block, 5).map((value) => value.readBigUInt64LE()),
            })),
          ).toEqual(expected);
          expect(packets.map(({ hex }) => hex)).toEqual(strict.map(({ bytes }) => bytes.toString('hex')));
          expect(packets.map(({ position }) => position)).toEqual(strict.map(({ offset }) => offset));
          const descriptions = blocks.filter(({ type }) => type === 'interface');
          expect(descriptions.map((block) => optionTexts(block, 2)[0])).toEqual(
            interfaces.map(({ name }) => asUtf8(name)),
          );
          // What was handed over at any time is whole blocks.
          let whole = Buffer.alloc(0);
          for (const chunk of sink.chunks) {
            whole = Buffer.concat([whole, chunk]);
            expect(() => readStrictly(whole)).not.toThrow();
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('the hot path', () => {
  test('uses one buffer over and over', async () => {
    const buffers = new Set<ArrayBufferLike>();
    let size = 0;
    const sink: Sink = {
      ready: true,
      write(chunk, length) {
        buffers.add(chunk.buffer);
        size += length;
      },
      drain: async () => {},
      flush: async () => {},
      close: async () => {},
    };
    const writer = new PcapngWriter(sink);
    const id = writer.addInterface({ name: 'a' });
    const pool = new Uint8Array(4096);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 100_000; i++) writer.write(id, i, 0, pool, i & 7, i % 1515);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20);
    await writer.close();
    expect(buffers.size).toBe(1);
    expect(writer.packets).toBe(100_000);
    expect(writer.bytes).toBe(size);
  });
});

describe('arguments', () => {
  const frame = new Uint8Array(60);
  const open = (): PcapngWriter => {
    const writer = new PcapngWriter(new MemorySink());
    addOne(writer);
    return writer;
  };

  test.each([
    ['there is no interface 1, those added are 0 to 0', [1, 0, 0, frame]],
    ['there is no interface -1, those added are 0 to 0', [-1, 0, 0, frame]],
    ['there is no interface 0.5, those added are 0 to 0', [0.5, 0, 0, frame]],
    ['the seconds must be an integer from 0 to 18446744072, got 18446744073', [0, 18_446_744_073, 0, frame]],
    ['the seconds must be an integer from 0 to 18446744072, got -1', [0, -1, 0, frame]],
    ['the seconds must be an integer from 0 to 18446744072, got 1.5', [0, 1.5, 0, frame]],
    ['the seconds must be an integer from 0 to 18446744072, got NaN', [0, Number.NaN, 0, frame]],
    ['the seconds must be an integer from 0 to 18446744072, got Infinity', [0, Infinity, 0, frame]],
    ['the nanoseconds must be an integer from 0 to 999999999, got 1000000000', [0, 0, 1e9, frame]],
    ['the nanoseconds must be an integer from 0 to 999999999, got -1', [0, 0, -1, frame]],
    ['the nanoseconds must be an integer from 0 to 999999999, got 0.5', [0, 0, 0.5, frame]],
    ['need 60 bytes from offset 1, got an array of 60', [0, 0, 0, frame, 1, 60]],
    ['need -1 bytes from offset 61, got an array of 60', [0, 0, 0, frame, 61]],
    ['need 61 bytes from offset -1, got an array of 60', [0, 0, 0, frame, -1]],
    ['need 0.5 bytes from offset 0, got an array of 60', [0, 0, 0, frame, 0, 0.5]],
    [
      'the original length must be an integer from 60 to 4294967295, got 59',
      [0, 0, 0, frame, 0, 60, { originalLength: 59 }],
    ],
    [
      'the original length must be an integer from 60 to 4294967295, got 4294967296',
      [0, 0, 0, frame, 0, 60, { originalLength: 2 ** 32 }],
    ],
    ['the packet id must be an integer from 0 to 9007199254740991, or a bigint, got -1', { packetId: -1 }],
    [
      'the packet id must be an integer from 0 to 9007199254740991, or a bigint, got 9007199254740992',
      { packetId: 2 ** 53 },
    ],
    [
      'the packet id must be from 0 to 18446744073709551615, got 18446744073709551616',
      { packetId: 2n ** 64n },
    ],
    ['the drop count must be from 0 to 18446744073709551615, got -1', { dropCount: -1n }],
    ['a comment must have no NUL character, got one at 1', { comments: ['a', 'b\0'] }],
    [
      'the verdict must have at most 65534 bytes, got 65535',
      { verdict: { kind: 'hardware', bytes: new Uint8Array(65535) } },
    ],
  ] as const)('%s', (message, given) => {
    const args = 'length' in given ? given : ([0, 0, 0, frame, 0, 60, given] as const);
    const writer = open();
    const before = writer.bytes;
    const write = (): boolean =>
      writer.write(args[0], args[1], args[2], args[3], args[4], args[5], args[6] as PacketDetails);
    expect(write).toThrow(RangeError);
    expect(write).toThrow(`Cannot write a packet: ${message}`);
    expect([writer.packets, writer.bytes]).toEqual([0, before]);
  });

  test.each([
    ['the bytes must be a Uint8Array, got object', [1, 2], {}],
    ['the direction must be "inbound" or "outbound", got "up"', frame, { direction: 'up' }],
    ['the direction must be "inbound" or "outbound", got "toString"', frame, { direction: 'toString' }],
    [
      'the reception must be "unicast" or "multicast" or "broadcast" or "promiscuous", got 1',
      frame,
      { reception: 1 },
    ],
    ['the packet id must be a number or a bigint, got string', frame, { packetId: '1' }],
    ['the comments must be an array of strings, got string', frame, { comments: 'x' }],
    ['a comment must be a string, got number', frame, { comments: [1] }],
    ['the kind of the verdict must be "hardware" or "tc" or "xdp", got undefined', frame, { verdict: {} }],
    [
      'the bytes of the verdict must be a Uint8Array, got string',
      frame,
      { verdict: { kind: 'hardware', bytes: 'x' } },
    ],
  ])('of the wrong type: %s', (message, bytes, details) => {
    const write = (): boolean => open().write(0, 0, 0, bytes as Uint8Array, 0, 2, details as PacketDetails);
    expect(write).toThrow(TypeError);
    expect(write).toThrow(`Cannot write a packet: ${message}`);
  });

  test('no interface at all', () => {
    expect(() => new PcapngWriter(new MemorySink()).write(0, 0, 0, frame)).toThrow(
      'Cannot write a packet: there is no interface 0, none was added',
    );
  });

  test.each([
    [{ name: 'a', snapLength: 0 }, 'the snap length must be an integer from 1 to 2147483647, got 0'],
    [{ name: 'a', linkType: 65536 }, 'the link type must be an integer from 0 to 65535, got 65536'],
    [{ name: 'a\0' }, 'the name must have no NUL character, got one at 1'],
    [{ name: 'é'.repeat(32768) }, 'the name must have at most 65535 bytes, got 65536'],
    [{ name: 'a', mac: '00:16:3e:00:00' }, '"00:16:3e:00:00" is not a MAC address'],
    [{ name: 'a', ipv4: '10.0.0.256' }, '"10.0.0.256" is not an IPv4 address'],
    [{ name: 'a', ipv4: '10.0.0.1/33' }, 'the prefix length of "10.0.0.1/33" must be from 0 to 32'],
    [{ name: 'a', ipv4: '10.0.0.1/' }, 'the prefix length of "10.0.0.1/" must be from 0 to 32'],
    [{ name: 'a', ipv6: 'fe80::1%eth0' }, '"fe80::1%eth0" is not an IPv6 address'],
    [{ name: 'a', ipv6: 'fe80::1/129' }, 'the prefix length of "fe80::1/129" must be from 0 to 128'],
    [{ name: 'a', speed: -1 }, 'the speed must be an integer from 0 to 9007199254740991'],
  ])('an interface out of range: %j', (options, message) => {
    const writer = open();
    const before = writer.bytes;
    expect(() => writer.addInterface(options)).toThrow(RangeError);
    expect(() => writer.addInterface(options)).toThrow(`Cannot add an interface: ${message}`);
    expect(writer.bytes).toBe(before);
    expect(writer.addInterface({ name: 'b' })).toBe(1);
  });

  test.each([
    [{}, 'the name must be a string, got undefined'],
    [
      { name: 'a', resolution: 'second' },
      'the resolution must be "microsecond" or "nanosecond", got "second"',
    ],
    [{ name: 'a', ipv4: 1 }, 'an IPv4 address must be a string, got number'],
    [{ name: 'a', linkType: '1' }, 'the link type must be a number, got string'],
  ])('an interface of the wrong type: %j', (options, message) => {
    const add = (): number => open().addInterface(options as unknown as InterfaceOptions);
    expect(add).toThrow(TypeError);
    expect(add).toThrow(`Cannot add an interface: ${message}`);
  });

  test.each([
    [[{ ipv4: '10.0.0.1', name: '' }], RangeError, 'a name must not be empty'],
    [
      [{ ipv4: '10.0.0.1', name: 'x'.repeat(256) }],
      RangeError,
      'a name must have at most 255 bytes, got 256',
    ],
    [[{ ipv4: '10.0.0.1', name: 'a\0b' }], RangeError, 'a name must have no NUL character, got one at 1'],
    [[{ ipv6: '10.0.0.1', name: 'a' }], RangeError, '"10.0.0.1" is not an IPv6 address'],
    [[{ name: 'a' }], TypeError, 'the name "a" needs an address: ipv4, ipv6 or mac'],
    ['a', TypeError, 'they must be an array, got string'],
  ])('names: %j', (names, kind, message) => {
    const writer = open();
    const before = writer.bytes;
    const add = (): void => writer.addNames(names as []);
    expect(add).toThrow(kind);
    expect(add).toThrow(`Cannot add names: ${message}`);
    expect(writer.bytes).toBe(before);
  });

  test.each([
    [{ received: -1 }, RangeError, 'the number received must be an integer'],
    [{ dropped: '1' }, TypeError, 'the number dropped must be a number or a bigint, got string'],
    [
      { end: { seconds: -1, nanoseconds: 0 } },
      RangeError,
      'the end must have seconds from 0 to 18446744072 and nanoseconds from 0 to 999999999, got -1 and 0',
    ],
  ])('statistics: %j', (statistics, kind, message) => {
    const write = (): void => open().statistics(0, statistics as object);
    expect(write).toThrow(kind);
    expect(write).toThrow(`Cannot write statistics: ${message}`);
    expect(() => open().statistics(1, {})).toThrow('Cannot write statistics: there is no interface 1');
  });

  test.each([
    [{ application: 'a\0' }, RangeError, 'the application must have no NUL character, got one at 1'],
    [{ os: 5 }, TypeError, 'the operating system must be a string, got number'],
    [{ comments: 'x' }, TypeError, 'the comments must be an array of strings, got string'],
    [{ chunkSize: 63 }, RangeError, 'the chunk size must be an integer from 64 to 1073741824, got 63'],
  ])('options: %j', (options, kind, message) => {
    const create = (): PcapngWriter => new PcapngWriter(new MemorySink(), options as PcapngOptions);
    expect(create).toThrow(kind);
    expect(create).toThrow(`Cannot write a capture: ${message}`);
  });
});

describe('after close', () => {
  test('nothing can be written, closing again is fine', async () => {
    const writer = new PcapngWriter(new MemorySink());
    addOne(writer);
    await writer.close();
    await writer.close();
    expect(() => writer.write(0, 0, 0, new Uint8Array(1))).toThrow(
      'Cannot write a packet: the capture is closed',
    );
    expect(() => writer.addInterface({ name: 'b' })).toThrow(
      'Cannot add an interface: the capture is closed',
    );
    expect(() => writer.addNames([])).toThrow('Cannot add names: the capture is closed');
    expect(() => writer.statistics(0, {})).toThrow('Cannot write statistics: the capture is closed');
    await expect(writer.flush()).rejects.toThrow('Cannot flush the capture: it is closed');
  });
});
