import { jsonReport } from '../json.ts';
import { jsonRuns } from '../json-runs.ts';
import type { FailedRun } from '../json-runs-schema.ts';
import type { JsonReport } from '../json-schema.ts';
import type { ReportedRun } from './reported-run.ts';
import type { Reporter } from './reporter.ts';

/** For programs: the report of the one run, or all of them in one value. */
export class JsonReporter implements Reporter {
  readonly #several: boolean;
  readonly #reports: JsonReport[] = [];
  readonly #failed: FailedRun[] = [];

  /** @param several - whether several runs were asked for, even if it came to one only */
  constructor(several: boolean) {
    this.#several = several;
  }

  run(run: ReportedRun): string {
    if (run.result === undefined) {
      this.#failed.push({ file: run.file, release: run.release, error: run.error });
    } else {
      this.#reports.push(jsonReport(run.result, run.capture));
    }
    return '';
  }

  end(): string {
    const [only] = this.#reports;
    const value = this.#several ? jsonRuns(this.#reports, this.#failed) : only;
    return value === undefined ? '' : `${JSON.stringify(value, null, 2)}\n`;
  }
}
