import { describe, expect, test } from 'vitest';
import { FrameBuffer } from '../../src/netchannel/frame-buffer.ts';
import { Arena } from '../../src/simd/arena.ts';
import { SIMD_BYTES } from '../../src/simd/simd-memory.ts';

/** Frames on both sides of where SIMD memory ends, each after larger and smaller ones. */
const SIZES = [60, 10_240, 1514, 10_241, 60, 70_000, 20_000, 0, 70_001, 9014];

describe.each([true, false])('with SIMD memory wanted: %s', (simd) => {
  test('there is room for a frame of any size, and it is zero', () => {
    const arena = new Arena(simd);
    const buffer = new FrameBuffer(arena);
    for (const size of SIZES) {
      buffer.clear(size);
      const { bytes, view, start } = buffer;
      expect(start + size).toBeLessThanOrEqual(bytes.length);
      const frame = bytes.subarray(start, start + size);
      expect(frame.every((byte) => byte === 0)).toBe(true);
      frame.fill(0xa5);
      if (size > 0) expect(view.getUint8(start + size - 1)).toBe(0xa5);
    }
    arena.dispose();
  });
});

test('usual frames lie in SIMD memory, and nothing beside them is touched', () => {
  const arena = new Arena();
  const buffer = new FrameBuffer(arena);
  buffer.clear(1514);
  const { bytes, start } = buffer;
  expect(bytes).toBe(SIMD_BYTES);
  const around = [start - 1, start + 1514].filter((at) => at >= 0);
  for (const at of around) bytes[at] = 0xa5;
  buffer.clear(1514);
  expect(around.map((at) => bytes[at])).toEqual(around.map(() => 0xa5));
  arena.dispose();
});
