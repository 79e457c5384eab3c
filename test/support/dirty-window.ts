import { expect } from 'vitest';
import { Window } from '../../src/wire/window.ts';
import { claimedRanges, type Range, rangesWhere } from './ranges.ts';

/** What memory is filled with before a writer runs; the results of the first are handed out. */
export const DIRT = 0xa5;
const DIRTS = [DIRT, 0x5a, 0x3c];

/** Bytes on either side of the window that no writer may touch. */
const MARGIN = 16;

/** What a writer did to a window on dirty memory. */
export interface DirtyFill {
  /** The bytes of the window, the unwritten ones 0xa5. */
  bytes: Uint8Array;
  /** What the writer returned. */
  length: number;
  /** Stretches of the frame, its first `length` bytes, that the writer did not write. */
  unwritten: Range[];
  window: Window;
}

/**
 * Runs `fill` on windows of `size` bytes whose memory holds 0xa5, 0x5a, 0x3c. A byte that is unchanged in all
 * three was not written; these must be exactly the bytes that were not claimed, and nothing outside the
 * window may have changed.
 *
 * @param fill - returns the length of the frame
 */
export function fillDirty(size: number, fill: (window: Window) => number): DirtyFill {
  const runs = DIRTS.map((dirt) => {
    const memory = new Uint8Array(size + 2 * MARGIN).fill(dirt);
    const window = new Window();
    window.bind(memory, new DataView(memory.buffer), MARGIN, size, true);
    const length = fill(window);
    const margins = [...memory.subarray(0, MARGIN), ...memory.subarray(MARGIN + size)];
    expect(margins, 'bytes outside the window').toEqual(margins.map(() => dirt));
    return { dirt, bytes: memory.subarray(MARGIN, MARGIN + size), length, window };
  });
  const [first] = runs;
  if (first === undefined) throw new RangeError('Cannot fill a window: no dirt is given');
  const stored = (at: number): boolean => runs.some(({ bytes, dirt }) => bytes[at] !== dirt);
  for (const { window, length } of runs) {
    expect(claimedRanges(window), 'claims').toEqual(rangesWhere(size, stored));
    expect(length).toBe(first.length);
  }
  const { bytes, length, window } = first;
  return { bytes, length, unwritten: rangesWhere(length, (at) => !stored(at)), window };
}
