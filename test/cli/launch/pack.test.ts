import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packed, unpacked } from '../../../src/cli/launch/pack.ts';

const pieces = fc
  .array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 40 })))
  .map((rows) => new Map(rows.map(([name, bytes]) => [name, Buffer.from(bytes)])));

test('pieces come back under their names', () => {
  fc.assert(
    fc.property(pieces, (given) => {
      expect(unpacked(packed(given))).toEqual(given);
    }),
  );
});

test('each begins at a multiple of 8', () => {
  fc.assert(
    fc.property(pieces, (given) => {
      const pack = packed(given);
      for (const piece of unpacked(pack).values()) expect((piece.byteOffset - pack.byteOffset) % 8).toBe(0);
    }),
  );
});
