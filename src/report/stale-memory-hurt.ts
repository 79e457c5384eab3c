import type { RunResult } from '../simulation/result.ts';

/** Whether the run went wrong because of what was left in shared memory. */
export function staleMemoryHurt({ totals, checksumGroups }: RunResult): boolean {
  return totals.leakedBytes > 0 || checksumGroups.some(({ cause }) => cause === 'stale-memory');
}
