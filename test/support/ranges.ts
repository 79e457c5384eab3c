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
  return Array.from({ length: window.runCount }, (_, i) => [
    window.runs[2 * i] ?? Number.NaN,
    window.runs[2 * i + 1] ?? Number.NaN,
  ]);
}
