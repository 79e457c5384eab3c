import type { ReportedRun } from './reported-run.ts';

/** Reports on runs, one after the other. It knows neither where its text goes nor what the others say. */
export interface Reporter {
  /** @returns what can be said before the next run */
  run(run: ReportedRun): string;
  /** @returns what can be said only after the last one; '' for nothing */
  end(): string;
}
