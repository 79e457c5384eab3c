import type { FailedRun, JsonRuns } from './json-runs-schema.ts';
import type { JsonReport } from './json-schema.ts';

/** @returns the reports on several runs as one value for JSON.stringify */
export function jsonRuns(runs: readonly JsonReport[], failed: readonly FailedRun[] = []): JsonRuns {
  return { version: 1, runs: [...runs], failed: [...failed] };
}
