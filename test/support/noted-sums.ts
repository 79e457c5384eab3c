import { SUM_WORDS, type Window } from '../../src/wire/window.ts';

/** An unwritten range that went into a checksum. */
export interface NotedSum {
  field: number;
  start: number;
  end: number;
  contribution: number;
}

/** @returns what `window` has noted of unwritten bytes that were summed */
export function notedSums(window: Window): NotedSum[] {
  return Array.from({ length: window.sumCount }, (_, i) => {
    const [field, start, end, contribution] = window.sums.subarray(i * SUM_WORDS, (i + 1) * SUM_WORDS);
    if (field === undefined || start === undefined || end === undefined || contribution === undefined) {
      throw new RangeError(`Cannot read noted sum ${i}: there are fewer`);
    }
    return { field, start, end, contribution };
  });
}
