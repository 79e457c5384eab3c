import type { UnwrittenSum, Window } from '../../src/wire/window.ts';

/** @returns what `window` has noted of unwritten bytes that were summed */
export function notedSums(window: Window): UnwrittenSum[] {
  return window.sums.slice(0, window.sumCount).map((sum) => ({ ...sum }));
}
