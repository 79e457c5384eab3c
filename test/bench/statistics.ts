/** What several rounds say about one figure. */
export interface Summary {
  median: number;
  /** Half of the distance from the smallest to the largest, as a share of the median. */
  spread: number;
}

/** @returns undefined of no values */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return undefined;
  const lower = sorted.length % 2 === 0 ? sorted[middle - 1] : upper;
  return lower === undefined ? undefined : (lower + upper) / 2;
}

/** @returns undefined of no values */
export function summarize(values: readonly number[]): Summary | undefined {
  const middle = median(values);
  if (middle === undefined) return undefined;
  const range = Math.max(...values) - Math.min(...values);
  return { median: middle, spread: middle === 0 ? 0 : range / 2 / middle };
}

/**
 * @param numerators - by round
 * @param denominators - by round; each pair was measured within one round, so that what disturbs the machine for longer
 * than a round disturbs both
 * @returns of the quotients; undefined if no round has both
 */
export function summarizeRatios(
  numerators: readonly (number | undefined)[],
  denominators: readonly (number | undefined)[],
): Summary | undefined {
  const ratios = numerators.flatMap((numerator, round) => {
    const denominator = denominators[round];
    return numerator === undefined || denominator === undefined ? [] : [numerator / denominator];
  });
  return summarize(ratios);
}
