import type { Style } from './style.ts';
import { counted, grouped } from './words.ts';
import { wrap } from './wrap.ts';

/** What of a list is shown, and how much of it is not. */
export interface Listing<T> {
  shown: readonly T[];
  /** Of all that there are, kept in the result or not. */
  hidden: number;
}

/** Findings of a kind that a text tells one by one at most, so that somebody can read it. */
export const MOST_TOLD = 1000;

/** Findings of a kind that a run keeps at most, for its JSON report. */
export const MOST_KEPT = 50_000;

/**
 * @param kept - the findings that the result holds
 * @param total - how many there were
 * @param list - how many to show
 */
export function listingOf<T>(kept: readonly T[], total: number, list: number): Listing<T> {
  const shown = kept.slice(0, Math.min(list, kept.length));
  return { shown, hidden: total - shown.length };
}

/**
 * @param list - how many are shown at most, if the text has a bound that is said
 * @param width - of a line; as wide as it gets if absent
 * @returns a line that says how much is not shown and how to see it; none if all is
 */
export function hiddenLines<T>(
  { shown, hidden }: Listing<T>,
  noun: string,
  style: Style,
  { list, width = Number.POSITIVE_INFINITY }: { list?: number; width?: number } = {},
): string[] {
  if (hidden === 0) return [];
  const what = counted(hidden, `${shown.length > 0 ? 'more ' : ''}${noun}`);
  return wrap(`… ${what} not listed one by one: ${howToSee(hidden, list)}`, width, '  ').map(style.dim);
}

function howToSee(hidden: number, list: number | undefined): string {
  if (list === undefined) return '--list all shows them';
  if (list >= MOST_TOLD) return `--json --list all tells ${grouped(MOST_KEPT)}`;
  return hidden + list <= MOST_TOLD ? '--list all shows them' : `--list all shows ${grouped(MOST_TOLD)}`;
}
