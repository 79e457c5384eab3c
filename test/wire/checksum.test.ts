import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToSum, addViewToSum, addWord32, finish, fold } from '../../src/wire/checksum.ts';
import { naiveChecksum } from './frame-builder.ts';

/** Both ways to sum, over the same memory and with the same arguments. */
const WAYS = [
  ['addToSum', addToSum],
  [
    'addViewToSum',
    (sum: number, bytes: Uint8Array, offset: number, length: number, odd?: boolean) =>
      addViewToSum(sum, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset, length, odd),
  ],
] as const;

describe.each(WAYS)('%s', (_name, add) => {
  it('agrees with the word-by-word sum at any offset', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat({ max: 9 }), (data, offset) => {
        const bytes = new Uint8Array(offset + data.length + 5).fill(0xa5);
        bytes.set(data, offset);
        expect(finish(add(0, bytes, offset, data.length))).toBe(naiveChecksum([...data]));
      }),
    );
  });

  it('adds up pieces of any length, odd ones included', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 6 }), (pieces) => {
        let sum = 0;
        let summed = 0;
        for (const piece of pieces) {
          sum = add(sum, piece, 0, piece.length, summed % 2 === 1);
          summed += piece.length;
        }
        expect(finish(sum)).toBe(naiveChecksum(pieces.flatMap((piece) => [...piece])));
      }),
    );
  });

  it.each([65_535, 65_535 + 64, 131_070])('sums %i bytes of 0xff without overflow', (length) => {
    const bytes = new Uint8Array(length).fill(0xff);
    const expected = naiveChecksum(Array.from(bytes));
    expect(finish(add(0, bytes, 0, length))).toBe(expected);
    // As the second piece, the bytes change places; whole words of 0xff stay as they are.
    expect(fold(add(0, bytes, 0, length, true))).toBe(length % 2 ? 0x00ff : 0xffff);
    expect(add(1 << 29, bytes, 0, length)).toBeLessThanOrEqual((1 << 29) + 131_070);
  });
});

describe('fold, finish and addWord32', () => {
  it('fold keeps the ones-complement value of any unsigned 32-bit sum', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0xffffffff }), (sum) => {
        const folded = fold(sum);
        expect(folded).toBeGreaterThan(0);
        expect(folded).toBeLessThanOrEqual(0xffff);
        expect(folded % 0xffff).toBe(sum % 0xffff);
        expect(finish(sum)).toBe(0xffff - folded);
      }),
    );
  });

  it('addWord32 adds two 16-bit words', () => {
    expect(addWord32(5, 0xfffe0003)).toBe(5 + 0xfffe + 3);
  });
});
