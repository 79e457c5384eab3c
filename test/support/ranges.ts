import type { Footprint } from '../../src/wire/footprint.ts';
import type { Window } from '../../src/wire/window.ts';

/** First byte, and one past the last. */
export type Range = [start: number, end: number];

/** @returns the maximal stretches of 0..length-1 for which `holds` */
export function rangesWhere(length: number, holds: (at: number) => boolean): Range[] {
  const ranges: Range[] = [];
  for (let at = 0; at < length; at++) {
    if (!holds(at)) continue;
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === at) last[1] = at + 1;
    else ranges.push([at, at + 1]);
  }
  return ranges;
}

/** @returns what was claimed of `window` */
export function claimedRanges(window: Window): Range[] {
  return runsOf(window.footprint);
}

/** @returns the runs of `footprint` one by one */
export function runsOf({ runs }: Footprint): Range[] {
  return Array.from({ length: runs.length / 2 }, (_, i) => [
    runs[2 * i] ?? Number.NaN,
    runs[2 * i + 1] ?? Number.NaN,
  ]);
}
