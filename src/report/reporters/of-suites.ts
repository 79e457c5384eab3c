import type { ReportedRun } from './reported-run.ts';
import type { Reporter } from './reporter.ts';
import type { ReporterRow } from './reporter-row.ts';
import { type Suite, suiteOfRun } from './suite.ts';

/** Makes a whole report on suites: its text, or pieces of that, which are made as they are written. */
export type SuitesReport = (suites: readonly Suite[]) => string | Iterable<string>;

/**
 * For reporters that know suites, and nothing of what is in them.
 *
 * @param load - gives what makes the report, once there is something to report on
 * @returns all that a row has for the subjects
 */
export function ofSuites(
  load: () => Promise<SuitesReport>,
): Required<Pick<ReporterRow, 'run' | 'comparison' | 'inspection' | 'probe'>> {
  return {
    run: async () => new SuitesReporter(await load()),
    comparison: async () => {
      const { suitesOfComparison } = await import('./comparison-suites.ts');
      const report = await load();
      return (comparison) => report(suitesOfComparison(comparison));
    },
    inspection: async () => {
      const { suiteOfInspection } = await import('./inspection-suite.ts');
      const report = await load();
      return (inspection) => report([suiteOfInspection(inspection)]);
    },
    probe: async () => {
      const { suiteOfProbe } = await import('./probe-suite.ts');
      const report = await load();
      return (probe) => report([suiteOfProbe(probe)]);
    },
  };
}

/** Tells runs when the last one has ended. */
export class SuitesReporter implements Reporter {
  readonly #report: SuitesReport;
  readonly #suites: Suite[] = [];

  constructor(report: SuitesReport) {
    this.#report = report;
  }

  run(run: ReportedRun): string {
    this.#suites.push(suiteOfRun(run));
    return '';
  }

  end(): string {
    return [...this.endInPieces()].join('');
  }

  endInPieces(): Iterable<string> {
    const text = this.#report(this.#suites);
    return typeof text === 'string' ? [text] : text;
  }
}
