import type { ReportedRun } from './reported-run.ts';

/** Reports on runs, one after the other. It knows neither where its text goes nor what the others say. */
export interface Reporter {
  /** @returns what can be said before the next run */
  run(run: ReportedRun): string;
  /** @returns what can be said only after the last one; '' for nothing */
  end(): string;
  /**
   * The same in pieces, to be called instead of `end`: what a reporter says that keeps all for the end may be longer than a
   * string can be. Absent from those whose text is short.
   */
  endInPieces?(): Iterable<string>;
}
