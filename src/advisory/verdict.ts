/** What can be said of a version, a file or several: nothing between yes and no is a guess. */
export type Verdict = 'affected' | 'cannot tell' | 'not affected';

/** The worst first. */
export const VERDICTS: readonly Verdict[] = ['affected', 'cannot tell', 'not affected'];

/** @returns the worst of several; "not affected" of none */
export function worst(verdicts: Iterable<Verdict>): Verdict {
  const found = new Set(verdicts);
  return VERDICTS.find((verdict) => found.has(verdict)) ?? 'not affected';
}
