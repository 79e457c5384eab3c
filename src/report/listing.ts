import type { Style } from './style.ts';
import { counted } from './words.ts';

/** What of a list is shown, and how much of it is not. */
export interface Listing<T> {
  shown: readonly T[];
  /** Of all that there are, kept in the result or not. */
  hidden: number;
}

/**
 * @param kept - the findings that the result holds
 * @param total - how many there were
 * @param list - how many to show
 */
export function listingOf<T>(kept: readonly T[], total: number, list: number): Listing<T> {
  const shown = kept.slice(0, Math.min(list, kept.length));
  return { shown, hidden: total - shown.length };
}

/** @returns a line that says how much is not shown and how to see it; none if all is */
export function hiddenLines<T>({ shown, hidden }: Listing<T>, noun: string, style: Style): string[] {
  if (hidden === 0) return [];
  const what = counted(hidden, `${shown.length > 0 ? 'more ' : ''}${noun}`);
  return [style.dim(`  … ${what} not listed one by one: --list all shows them`)];
}
