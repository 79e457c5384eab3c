import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isZero } from '../../src/inspection/zeros.ts';

test('a stretch is zero if each of its bytes is, whatever is around it', () => {
  const stretch = fc
    .tuple(fc.nat({ max: 5 }), fc.array(fc.constantFrom(0, 0, 0, 0, 0, 1, 0x80), { maxLength: 20 }))
    .map(([before, bytes]) => ({ before, bytes }));
  fc.assert(
    fc.property(stretch, ({ before, bytes }) => {
      const memory = new Uint8Array(40).fill(0xa5);
      memory.set(bytes, before);
      const view = new DataView(memory.buffer);
      expect(isZero(view, before, before + bytes.length)).toBe(bytes.every((byte) => byte === 0));
    }),
  );
  expect(isZero(new DataView(new ArrayBuffer(4)), 3, 2)).toBe(true);
});
