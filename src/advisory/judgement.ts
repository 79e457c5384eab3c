/** What can be said of a version, a file or several: nothing between yes and no is a guess. */
export type Judgement = 'affected' | 'cannot tell' | 'not affected';

/** The worst first. */
export const JUDGEMENTS: readonly Judgement[] = ['affected', 'cannot tell', 'not affected'];

/** @returns the worst of several; "not affected" of none */
export function worst(verdicts: Iterable<Judgement>): Judgement {
  const found = new Set(verdicts);
  return JUDGEMENTS.find((verdict) => found.has(verdict)) ?? 'not affected';
}
