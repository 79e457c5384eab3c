import { expect, test } from 'vitest';
import { LentBytes } from '../../src/simd/lent-bytes.ts';
import { SIMD_BYTES, SIMD_REGIONS } from '../../src/simd/simd-memory.ts';

test('SIMD memory is had if it is wanted and left, and can be given back', () => {
  const first = new LentBytes(5000, true);
  const second = new LentBytes(100, true);
  expect([first.bytes, second.bytes]).toEqual([SIMD_BYTES, SIMD_BYTES]);
  expect(second.start).toBeGreaterThanOrEqual(first.start + 5000);
  const rest = SIMD_REGIONS.take(SIMD_BYTES.length);
  expect(rest).toBeUndefined();
  first.release();
  const third = new LentBytes(5000, true);
  expect(third.start).toBe(first.start);
  for (const lent of [second, third]) lent.release();
  const all = new LentBytes(SIMD_BYTES.length, true);
  const none = new LentBytes(10, true);
  all.release();
  expect([none.bytes, none.start]).toEqual([new Uint8Array(10), 0]);
  none.release();
});

test('ordinary memory is as long as asked for, and its view is of the same bytes', () => {
  const { bytes, view, start } = new LentBytes(4, false);
  view.setUint32(start, 0x01020304);
  expect([...bytes]).toEqual([1, 2, 3, 4]);
});
