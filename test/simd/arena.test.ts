import { expect, test } from 'vitest';
import { Arena, ORDINARY_MEMORY } from '../../src/simd/arena.ts';
import { SIMD_BYTES, SIMD_REGIONS } from '../../src/simd/simd-memory.ts';

/** Of how much is left, and where. */
function firstFree(): number | undefined {
  const region = SIMD_REGIONS.take(1);
  if (region !== undefined) SIMD_REGIONS.put(region);
  return region?.start;
}

test('what is lent lies in SIMD memory, side by side, and all of it is given back at once', () => {
  const before = firstFree();
  const arena = new Arena();
  const first = arena.lend(5000);
  const second = arena.lend(100);
  for (const { bytes } of [first, second]) expect(bytes).toBe(SIMD_BYTES);
  expect([first.length, second.length]).toEqual([5000, 100]);
  expect(second.start).toBeGreaterThanOrEqual(first.start + 5000);
  expect(firstFree()).not.toBe(before);
  arena.dispose();
  expect(firstFree()).toBe(before);
  const all = SIMD_REGIONS.take(SIMD_BYTES.length);
  expect(all).toBeDefined();
  if (all !== undefined) SIMD_REGIONS.put(all);
});

test('what an arena gives back twice is not taken from who has it meanwhile', () => {
  const first = new Arena();
  const second = new Arena();
  first.lend(5000);
  first.dispose();
  const { start } = second.lend(5000);
  first.dispose();
  const third = new Arena();
  expect(third.lend(5000).start).not.toBe(start);
  for (const arena of [second, third]) arena.dispose();
});

test('where no SIMD memory is left, ordinary memory is lent, and no region', () => {
  const greedy = new Arena();
  const all = greedy.lend(SIMD_BYTES.length);
  const arena = new Arena();
  const none = arena.take(10);
  const lent = arena.lend(10);
  for (const each of [greedy, arena]) each.dispose();
  expect(all.bytes).toBe(SIMD_BYTES);
  expect(none).toBeUndefined();
  expect([lent.bytes, lent.start, lent.length]).toEqual([new Uint8Array(10), 0, 10]);
});

test('ordinary memory is as long as asked for, and its view is of the same bytes', () => {
  const { bytes, view, start } = ORDINARY_MEMORY.lend(4);
  view.setUint32(start, 0x01020304);
  expect([...bytes]).toEqual([1, 2, 3, 4]);
  expect(ORDINARY_MEMORY.take(4)).toBeUndefined();
});
