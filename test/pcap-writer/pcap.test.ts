import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PcapOptions, PcapWriter, type Sink } from '../../src/pcap-writer/index.ts';
import { MemorySink } from './memory-sink.ts';
import { readPcap } from './read-pcap.ts';

const HEADER = '00000000' + '00000000' + '00000400' + '01000000';

async function headerOf(options: PcapOptions): Promise<string> {
  const sink = new MemorySink();
  await new PcapWriter(sink, options).close();
  return Buffer.from(sink.contents()).toString('hex');
}

describe('file header', () => {
  test('of both resolutions', async () => {
    expect(await headerOf({})).toBe(`d4c3b2a102000400${HEADER}`);
    expect(await headerOf({ resolution: 'microsecond' })).toBe(`d4c3b2a102000400${HEADER}`);
    expect(await headerOf({ resolution: 'nanosecond' })).toBe(`4d3cb2a102000400${HEADER}`);
  });

  test('with link type and snap length', async () => {
    expect(await headerOf({ linkType: 0x0165, snapLength: 0x01020304 })).toBe(
      'd4c3b2a102000400' + '00000000' + '00000000' + '04030201' + '65010000',
    );
  });

  test('goes out at once on flush, but only once', async () => {
    const sink = new MemorySink();
    const writer = new PcapWriter(sink);
    expect(sink.chunks).toEqual([]);
    await writer.flush();
    await writer.flush();
    await writer.close();
    expect(sink.chunks.map((chunk) => chunk.length)).toEqual([24]);
    expect(writer.bytes).toBe(24);
  });
});

describe('records', () => {
  test('byte by byte', async () => {
    const sink = new MemorySink();
    const writer = new PcapWriter(sink, { resolution: 'nanosecond' });
    writer.write(0xffffffff, 999_999_999, Uint8Array.of(9, 1, 2, 3, 9), 1, 3, 0x01020304);
    await writer.close();
    expect(Buffer.from(sink.contents().subarray(24)).toString('hex')).toBe(
      'ffffffff' + 'ffc99a3b' + '03000000' + '04030201' + '010203',
    );
    expect(writer.packets).toBe(1);
    expect(writer.bytes).toBe(24 + 16 + 3);
    expect(sink.closed).toBe(true);
  });

  test('longer than the snap length are cut', async () => {
    const sink = new MemorySink();
    const writer = new PcapWriter(sink, { snapLength: 4 });
    const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6);
    writer.write(0, 0, bytes);
    writer.write(0, 0, bytes, 1, 5, 100);
    writer.write(0, 0, bytes, 2);
    await writer.close();
    expect(readPcap(sink.contents()).packets).toMatchObject([
      { originalLength: 6, bytes: Uint8Array.of(1, 2, 3, 4) },
      { originalLength: 100, bytes: Uint8Array.of(2, 3, 4, 5) },
      { originalLength: 4, bytes: Uint8Array.of(3, 4, 5, 6) },
    ]);
    expect(writer.bytes).toBe(sink.contents().length);
  });

  test('larger than a chunk get one of their own', async () => {
    const sink = new MemorySink();
    const writer = new PcapWriter(sink, { chunkSize: 100 });
    const large = Uint8Array.from({ length: 300 }, (_, i) => i & 255);
    for (const length of [10, 300, 5, 5, 84, 85]) writer.write(0, 0, large, 0, length);
    await writer.close();
    expect(sink.chunks.map((chunk) => chunk.length)).toEqual([24 + 26, 316, 21 + 21, 100, 101]);
    expect(readPcap(sink.contents()).packets.map(({ bytes }) => bytes)).toEqual(
      [10, 300, 5, 5, 84, 85].map((length) => large.slice(0, length)),
    );
  });

  test('come back from an independent reader', async () => {
    const packet = fc.record({
      seconds: fc.nat(0xffffffff),
      fraction: fc.nat(999_999),
      data: fc.uint8Array({ maxLength: 300 }),
      before: fc.nat(7),
      after: fc.nat(7),
      cut: fc.nat(1000),
      sameSource: fc.boolean(),
      flush: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(packet, { maxLength: 60 }),
        fc.integer({ min: 64, max: 1000 }),
        fc.integer({ min: 1, max: 300 }),
        fc.constantFrom('microsecond' as const, 'nanosecond' as const),
        async (packets, chunkSize, snapLength, resolution) => {
          const sink = new MemorySink();
          const writer = new PcapWriter(sink, { chunkSize, snapLength, resolution });
          const pool = new Uint8Array(400);
          for (const { seconds, fraction, data, before, after, cut, sameSource, flush } of packets) {
            const size = before + data.length + after;
            const source = sameSource ? pool : new Uint8Array(size);
            source.fill(0xa5).set(data, before);
            writer.write(seconds, fraction, source, before, data.length, data.length + cut);
            source.fill(0x5a);
            if (flush) await writer.flush();
          }
          await writer.close();
          const file = sink.contents();
          expect(readPcap(file)).toEqual({
            nanoseconds: resolution === 'nanosecond',
            packets: packets.map(({ seconds, fraction, data, cut }) => ({
              seconds,
              fraction,
              originalLength: data.length + cut,
              bytes: data.slice(0, snapLength),
            })),
          });
          expect(writer.packets).toBe(packets.length);
          expect(writer.bytes).toBe(file.length);
          let whole = new Uint8Array(0);
          for (const chunk of sink.chunks) {
            whole = Uint8Array.from([...whole, ...chunk]);
            expect(() => readPcap(whole)).not.toThrow();
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('use one buffer over and over', async () => {
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
    const writer = new PcapWriter(sink);
    const pool = new Uint8Array(4096);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 100_000; i++) writer.write(i, 0, pool, i & 7, i % 1515);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20);
    await writer.close();
    expect(buffers.size).toBe(1);
    expect(writer.packets).toBe(100_000);
    expect(writer.bytes).toBe(size);
  });
});

describe('arguments', () => {
  const frame = new Uint8Array(60);

  test.each([
    ['the seconds must be an integer from 0 to 4294967295, got 4294967296', [2 ** 32, 0, frame]],
    ['the seconds must be an integer from 0 to 4294967295, got -1', [-1, 0, frame]],
    ['the seconds must be an integer from 0 to 4294967295, got 1.5', [1.5, 0, frame]],
    ['the seconds must be an integer from 0 to 4294967295, got NaN', [Number.NaN, 0, frame]],
    ['the fraction must be an integer from 0 to 999999, got 1000000', [0, 1e6, frame]],
    ['the fraction must be an integer from 0 to 999999, got -1', [0, -1, frame]],
    ['need 60 bytes from offset 1, got an array of 60', [0, 0, frame, 1, 60]],
    ['need -1 bytes from offset 61, got an array of 60', [0, 0, frame, 61]],
    ['need 61 bytes from offset -1, got an array of 60', [0, 0, frame, -1]],
    ['need 0.5 bytes from offset 0, got an array of 60', [0, 0, frame, 0, 0.5]],
    ['the original length must be an integer from 60 to 4294967295, got 59', [0, 0, frame, 0, 60, 59]],
    [
      'the original length must be an integer from 60 to 4294967295, got 4294967296',
      [0, 0, frame, 0, 60, 2 ** 32],
    ],
  ] as const)('%s', (message, args) => {
    const writer = new PcapWriter(new MemorySink());
    const write = (): boolean => writer.write(args[0], args[1], args[2], args[3], args[4], args[5]);
    expect(write).toThrow(RangeError);
    expect(write).toThrow(`Cannot write a packet: ${message}`);
    expect([writer.packets, writer.bytes]).toEqual([0, 24]);
  });

  test('nanoseconds go further than microseconds', () => {
    const writer = new PcapWriter(new MemorySink(), { resolution: 'nanosecond' });
    expect(writer.write(0, 999_999_999, frame)).toBe(true);
    expect(() => writer.write(0, 1e9, frame)).toThrow('from 0 to 999999999, got 1000000000');
  });

  test('bytes of the wrong type', () => {
    const writer = new PcapWriter(new MemorySink());
    expect(() => writer.write(0, 0, [1, 2] as unknown as Uint8Array)).toThrow(TypeError);
  });

  test.each([
    [{ snapLength: 0 }, 'the snap length must be an integer from 1 to 2147483647, got 0'],
    [{ linkType: 2 ** 32 }, 'the link type must be an integer from 0 to 4294967295, got 4294967296'],
    [{ chunkSize: 63 }, 'the chunk size must be an integer from 64 to 1073741824, got 63'],
    [{ snapLength: 1.5 }, 'got 1.5'],
  ])('options out of range: %j', (options, message) => {
    expect(() => new PcapWriter(new MemorySink(), options)).toThrow(RangeError);
    expect(() => new PcapWriter(new MemorySink(), options)).toThrow(message);
  });

  test('options of the wrong type', () => {
    const open = (options: unknown) => () => new PcapWriter(new MemorySink(), options as PcapOptions);
    expect(open({ resolution: 'second' })).toThrow(TypeError);
    expect(open({ resolution: 'second' })).toThrow('"microsecond" or "nanosecond", got "second"');
    expect(open({ linkType: '1' })).toThrow('the link type must be a number, got string');
  });
});

describe('after close', () => {
  test('nothing can be written, closing again is fine', async () => {
    const writer = new PcapWriter(new MemorySink());
    await writer.close();
    await writer.close();
    expect(() => writer.write(0, 0, new Uint8Array(1))).toThrow(
      'Cannot write a packet: the capture is closed',
    );
    await expect(writer.flush()).rejects.toThrow('Cannot flush the capture: it is closed');
  });
});

describe('memory of somebody else', () => {
  const SIZE = 1500;
  const START = 400;
  const LENGTH = 1000;

  test('gives the same file, and nothing beside it changes', async () => {
    const packet = fc.record({
      inMemory: fc.boolean(),
      at: fc.integer({ min: 0, max: 300 }),
      length: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constant(START - 300)),
      large: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(packet), async (packets) => {
        const bytes = Uint8Array.from({ length: SIZE }, (_, i) => (i < START ? i : 0xa5));
        const others = new Uint8Array(2000).fill(7);
        let copies = 0;
        const copy = (target: number, source: number, length: number): void => {
          copies++;
          bytes.copyWithin(target, source, source + length);
        };
        const [sink, ownSink] = [new MemorySink(), new MemorySink()];
        const memory = { bytes, start: START, length: LENGTH, copy };
        const [writer, own] = [new PcapWriter(sink, { memory }), new PcapWriter(ownSink)];
        for (const { inMemory, at, length, large } of packets) {
          const [source, count] = large ? [others, 1200] : [inMemory ? bytes : others, length];
          writer.write(1, 2, source, at, count);
          own.write(1, 2, source, at, count);
        }
        await writer.close();
        await own.close();
        expect(sink.contents()).toEqual(ownSink.contents());
        expect(copies).toBe(packets.filter(({ inMemory, large }) => inMemory && !large).length);
        expect(bytes.subarray(0, START)).toEqual(Uint8Array.from({ length: START }, (_, i) => i));
        expect(new Set(bytes.subarray(START + LENGTH))).toEqual(new Set([0xa5]));
      }),
    );
  });

  test('has to be large enough, and to lie in its bytes', () => {
    const memory = { bytes: new Uint8Array(100), start: 0, length: 100, copy: () => {} };
    const make = (change: object) => () =>
      new PcapWriter(new MemorySink(), { memory: { ...memory, ...change } });
    expect(make({ length: 63 })).toThrow(
      'Cannot write a capture: the length of its memory must be an integer from 64 to 1073741824, got 63',
    );
    expect(make({ start: 1 })).toThrow(
      'Cannot write a capture: the start of its memory must be an integer from 0 to 0, got 1',
    );
    expect(make({ bytes: [1] })).toThrow('the bytes of its memory must be a Uint8Array, got object');
    expect(make({ length: 101 })).toThrow(
      'Cannot write a capture: its memory must have 101 bytes from 0 on, got 100',
    );
  });
});
