import { lazyReport } from '../json.ts';
import type { FailedRun } from '../json-runs-schema.ts';
import { jsonText, lazily } from '../json-text.ts';
import type { EndedRun, ReportedRun } from './reported-run.ts';
import type { Reporter } from './reporter.ts';

/** For programs: the report of the one run, or all of them in one value. */
export class JsonReporter implements Reporter {
  readonly #several: boolean;
  readonly #ended: EndedRun[] = [];
  readonly #failed: FailedRun[] = [];

  /** @param several - whether several runs were asked for, even if it came to one only */
  constructor(several: boolean) {
    this.#several = several;
  }

  run(run: ReportedRun): string {
    if (run.result === undefined) {
      this.#failed.push({ file: run.file, release: run.release, error: run.error });
    } else {
      this.#ended.push(run);
    }
    return '';
  }

  /** @throws RangeError if the text is longer than a string can be */
  end(): string {
    return [...this.endInPieces()].join('');
  }

  *endInPieces(): Generator<string> {
    const reports = lazily(this.#ended, ({ result, capture }) => lazyReport(result, capture));
    if (this.#several) {
      yield* jsonText({ version: 1, runs: reports, failed: this.#failed });
      return;
    }
    for (const only of reports) {
      yield* jsonText(only);
      return;
    }
  }
}
