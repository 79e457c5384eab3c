import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CaptureError, LARGEST_PACKET } from '../../src/capture-reader/index.ts';
import * as build from './capture-builder.ts';
import { FEEDS, type KeptPacket, readAll } from './read-all.ts';

/** Twice what a packet, its header and a chunk can take. */
const LARGEST_ALLOCATION = 2 * (LARGEST_PACKET + 65536);

let largest = 0;

beforeEach(() => {
  largest = 0;
  const Original = Uint8Array;
  vi.stubGlobal(
    'Uint8Array',
    new Proxy(Original, {
      construct(target, args: [number]) {
        if (typeof args[0] === 'number') largest = Math.max(largest, args[0]);
        return Reflect.construct(target, args);
      },
    }),
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const packet = fc.record({
  bytes: fc.uint8Array({ maxLength: 90 }),
  seconds: fc.nat({ max: 2_000_000_000 }),
  fraction: fc.nat({ max: 999_999 }),
});

/** Captures of every kind, all of whose packets can be read. */
const capture = fc
  .record({ packets: fc.array(packet, { maxLength: 8 }), little: fc.boolean(), kind: fc.nat({ max: 6 }) })
  .map(({ packets, little, kind }): Buffer => {
    if (kind === 0) return build.pcap(packets, { little });
    if (kind === 1) return build.pcap(packets, { little, magic: 0xa1b23c4d });
    if (kind === 2) return build.pcap(packets, { little, magic: 0xa1b2cd34, extra: 8 });
    if (kind === 3) return build.pcapng(packets, little);
    if (kind === 4) return build.snoop(packets);
    if (kind === 5) return gzipSync(build.pcapng(packets, little));
    return Buffer.concat([
      build.section(!little),
      build.block(!little, 77, Buffer.alloc(50)),
      build.section(little),
      build.interfaceBlock(little, { resolution: 0x80 + 20, offset: 3n }),
      ...packets.flatMap(({ bytes }) => [build.simple(little, bytes), build.obsolete(little, { bytes })]),
    ]);
  });

interface Damage {
  kind: 'set' | 'flip' | 'cut' | 'extend' | 'insert' | 'remove';
  at: number;
  bytes: Uint8Array;
}

const damage: fc.Arbitrary<Damage> = fc.record({
  kind: fc.constantFrom('set', 'flip', 'cut', 'extend', 'insert', 'remove'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
    fc.constantFrom(...[0, 0xff, 0x7f].map((byte) => Buffer.alloc(4, byte))),
  ),
});

function harmed(original: Buffer, { kind, at, bytes }: Damage): Buffer {
  const index = Math.floor(at * original.length);
  const [before, after] = [original.subarray(0, index), original.subarray(index)];
  switch (kind) {
    case 'set':
      return Buffer.concat([before, bytes, after.subarray(bytes.length)]);
    case 'flip': {
      const copy = Buffer.from(original);
      if (index < copy.length) copy[index] = (copy[index] ?? 0) ^ (1 << ((bytes[0] ?? 0) & 7));
      return copy;
    }
    case 'cut':
      return before;
    case 'extend':
      return Buffer.concat([original, bytes]);
    case 'insert':
      return Buffer.concat([before, bytes, after]);
    case 'remove':
      return Buffer.concat([before, after.subarray(bytes.length)]);
  }
}

test('damage is told by a CaptureError within the capture, in the same way whatever the chunks', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      capture,
      fc.array(damage, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 80 }),
      fc.constantFrom(...FEEDS),
      (whole, damages, chunkSize, feed) => {
        const bytes = damages.reduce(harmed, whole);
        const { packets, error } = readAll(bytes, chunkSize, feed);
        if (error !== undefined) {
          expect(error).toBeInstanceOf(CaptureError);
          const { offset, reason } = error as CaptureError;
          // Of a compressed capture, it is where it would be in what is compressed.
          if (bytes[0] !== 0x1f) expect(offset).toBeLessThanOrEqual(bytes.length);
          seen.add(reason.replace(/\d+/g, 'n').slice(0, 60));
        }
        const atOnce = readAll(bytes);
        expect(atOnce.packets).toEqual(packets);
        expect(String(atOnce.error)).toBe(String(error));
        expect(largest).toBeLessThan(LARGEST_ALLOCATION);
      },
    ),
    { numRuns: 5000 },
  );
  expect(seen.size).toBeGreaterThan(8);
});

test('whatever bytes', () => {
  const magic = fc.constantFrom(
    'a1b2c3d4',
    'd4c3b2a1',
    '4d3cb2a1',
    '0a0d0d0a1c0000004d3c2b1a01000000',
    '736e6f6f700000000000000200000004',
    '1f8b0800000000000003',
  );
  fc.assert(
    fc.property(magic, fc.uint8Array({ maxLength: 200 }), (first, rest) => {
      const { error } = readAll(Buffer.concat([Buffer.from(first, 'hex'), rest]), 16);
      if (error !== undefined) expect(error).toBeInstanceOf(CaptureError);
    }),
    { numRuns: 5000 },
  );
});

test('cut anywhere, a capture gives the packets that are whole', () => {
  const packets = [1, 2, 3].map((n) => ({ bytes: Buffer.alloc(n * 10, n), seconds: n }));
  for (const whole of [
    build.pcap(packets),
    build.pcap(packets, { little: false }),
    build.pcapng(packets),
    build.snoop(packets),
    gzipSync(build.pcap(packets)),
  ]) {
    const all = readAll(whole).packets;
    for (let length = 0; length < whole.length; length++) {
      const { packets: read, error } = readAll(whole.subarray(0, length), 13);
      expect(read).toEqual(all.slice(0, read.length));
      const next: KeptPacket | undefined = all[read.length];
      if (error === undefined) continue;
      expect(error).toBeInstanceOf(CaptureError);
      if (next !== undefined && whole[0] !== 0x1f)
        expect((error as CaptureError).offset).toBeLessThanOrEqual(next.position);
    }
  }
});

test('lengths that promise gigabytes take no memory', () => {
  const word = (value: number): Buffer => new build.Bytes(true).u32(value).done();
  const rest = Buffer.alloc(3_000_000, 0xfc);
  const start = Buffer.concat([build.section(true), build.interfaceBlock(true)]);
  for (const type of [1, 2, 3, 6, 77]) {
    const { packets, error } = readAll(Buffer.concat([start, word(type), word(0xfffffffc), rest]), 65536);
    expect(packets).toEqual([]);
    expect(error).toBeInstanceOf(CaptureError);
    expect(largest).toBeLessThan(LARGEST_ALLOCATION);
  }
});
