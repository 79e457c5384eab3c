import type { Verdict } from './verify.ts';

/** How many vectors passed, in all and per release. */
export class VerdictCounts {
  passed = 0;
  failed = 0;
  readonly byKey = new Map<string, { passed: number; failed: number }>();

  /** @param verdicts - of one vector */
  add(verdicts: readonly Verdict[]): void {
    if (verdicts.every(({ problem }) => problem === undefined)) this.passed++;
    else this.failed++;
    for (const { key, problem } of verdicts) {
      const counts = this.byKey.get(key) ?? { passed: 0, failed: 0 };
      if (problem === undefined) counts.passed++;
      else counts.failed++;
      this.byKey.set(key, counts);
    }
  }
}

/** A line per release, and one for all vectors. */
export function describeCounts(counts: VerdictCounts): string {
  const lines = [...counts.byKey]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([key, { passed, failed }]) => `  ${key}: ${passed} passed, ${failed} failed`);
  return [...lines, `${counts.passed} passed, ${counts.failed} failed`].join('\n');
}
