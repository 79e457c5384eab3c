import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Gunzip, GzipDamage } from '../../../src/capture-reader/gzip/gunzip.ts';
import { LARGEST_PIECE } from '../../../src/capture-reader/gzip/inflate.ts';
import { chunksOf } from '../read-all.ts';

interface Out {
  bytes: Buffer;
  pieces: number[];
  error: unknown;
}

function gunzip(compressed: Uint8Array, chunk = compressed.length + 1): Out {
  const out: Buffer[] = [];
  const gunzip = new Gunzip();
  let error: unknown;
  const take = (): void => {
    for (let piece = gunzip.read(); piece.length > 0; piece = gunzip.read()) out.push(Buffer.from(piece));
  };
  try {
    for (const bytes of chunksOf(compressed, chunk)) {
      gunzip.push(bytes);
      take();
    }
    gunzip.end();
    take();
    expect(gunzip.isDone).toBe(true);
  } catch (caught) {
    error = caught;
  }
  return { bytes: Buffer.concat(out), pieces: out.map(({ length }) => length), error };
}

/** Bytes that repeat themselves, near and far, and some that do not. */
const data = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.record({ bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }), times: fc.nat({ max: 9000 }) }),
    ),
    { maxLength: 12 },
  )
  .map((parts) =>
    Buffer.concat(
      parts.map((part) => (part instanceof Uint8Array ? part : Buffer.alloc(part.times, part.bytes))),
    ),
  );

const settings = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FILTERED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
  memLevel: fc.integer({ min: 1, max: 9 }),
});

test('what zlib has compressed comes out, however it was and in whatever chunks it arrives', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(data, settings), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 5000 }),
      fc.nat({ max: 20 }),
      (members, chunk, zeros) => {
        const compressed = Buffer.concat([
          ...members.map(([bytes, how]) => gzipSync(bytes, how)),
          Buffer.alloc(zeros),
        ]);
        const { bytes, error, pieces } = gunzip(compressed, chunk);
        expect(error).toBeUndefined();
        expect(bytes.equals(Buffer.concat(members.map(([part]) => part)))).toBe(true);
        expect(Math.max(0, ...pieces)).toBeLessThan(LARGEST_PIECE + 300);
      },
    ),
  );
});

test('a header with everything in it', () => {
  const body = gzipSync('hello').subarray(10);
  const header = Buffer.from([0x1f, 0x8b, 8, 4 | 8 | 16 | 2, 0, 0, 0, 0, 0, 3, 3, 0, 1, 2, 3]);
  const compressed = Buffer.concat([header, Buffer.from('name\0comment\0'), Buffer.from([0xab, 0xcd]), body]);
  for (const chunk of [1, 7, 1000]) expect(gunzip(compressed, chunk).bytes.toString()).toBe('hello');
});

test('cut anywhere, it gives what it can and says that it ends in the middle', () => {
  fc.assert(
    fc.property(
      data,
      settings,
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (bytes, how, share) => {
        const compressed = gzipSync(bytes, how);
        const { bytes: given, error } = gunzip(
          compressed.subarray(0, Math.floor(share * compressed.length)),
          100,
        );
        expect(error).toBeInstanceOf(GzipDamage);
        expect(String(error)).toContain('it ends in the middle');
        expect(bytes.subarray(0, given.length).equals(given)).toBe(true);
      },
    ),
  );
});

test('a single damaged byte of the data is noticed', () => {
  fc.assert(
    fc.property(data, settings, fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, how, place, change) => {
      const compressed = gzipSync(bytes, how);
      const at = 10 + (place % (compressed.length - 10));
      compressed[at] = (compressed[at] as number) ^ change;
      const { bytes: given, error } = gunzip(compressed);
      if (error === undefined) expect(given.equals(bytes)).toBe(true);
      else expect(error).toBeInstanceOf(GzipDamage);
    }),
    { numRuns: 500 },
  );
});

test('whatever bytes come, there is nothing but what they say or a friendly error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const { error } = gunzip(Buffer.concat([gzipSync('').subarray(0, 10), bytes]));
      if (error !== undefined) expect(error).toBeInstanceOf(GzipDamage);
    }),
    { numRuns: 2000 },
  );
});

describe('refused', () => {
  const raw = deflateRawSync('x');
  test.each<[string, Buffer, RegExp]>([
    ['another method', Buffer.concat([Buffer.from([0x1f, 0x8b, 7, 0]), Buffer.alloc(6), raw]), /method 7/],
    [
      'something behind it',
      Buffer.concat([gzipSync('x'), Buffer.from('more')]),
      /what follows is something else/,
    ],
    [
      'a wrong length',
      Buffer.concat([gzipSync('x').subarray(0, -4), Buffer.from([2, 0, 0, 0])]),
      /its length is wrong/,
    ],
  ])('%s', (_name, compressed, reason) => {
    expect(String(gunzip(compressed).error)).toMatch(reason);
  });
});

test('a gigabyte behind a few bytes comes out piece by piece', () => {
  const member = gzipSync(Buffer.alloc(1 << 24));
  expect(member.length).toBeLessThan(20_000);
  const gunzip = new Gunzip();
  gunzip.push(Buffer.concat(Array.from({ length: 8 }, () => member)));
  gunzip.end();
  let total = 0;
  for (let piece = gunzip.read(); piece.length > 0; piece = gunzip.read()) {
    expect(piece.length).toBeLessThan(LARGEST_PIECE + 300);
    total += piece.length;
  }
  expect(total).toBe(8 << 24);
});
