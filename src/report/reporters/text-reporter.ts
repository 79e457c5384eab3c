import { renderText, type TextOptions } from '../text.ts';
import type { ReportedRun } from './reported-run.ts';
import type { Reporter } from './reporter.ts';
import { runsTable } from './runs-table.ts';

/** Between the reports on two runs. */
const SEPARATION = '\n\n';

/** As for one run, but where the frames went, which each run says itself. */
export interface TextReporterOptions extends Omit<TextOptions, 'capture'> {
  /** Whether a table of all runs follows several; it does if absent. */
  table?: boolean;
}

/** For people: one report after the other, and after several a table of all runs. */
export class TextReporter implements Reporter {
  readonly #options: TextReporterOptions;
  readonly #runs: ReportedRun[] = [];
  #isFirst = true;

  constructor(options: TextReporterOptions = {}) {
    this.#options = options;
  }

  run(run: ReportedRun): string {
    this.#runs.push(withoutFindings(run));
    if (run.result === undefined) return '';
    const { capture, result } = run;
    return this.#apart(renderText(result, { ...this.#options, ...(capture === null ? {} : { capture }) }));
  }

  end(): string {
    if (this.#runs.length < 2 || this.#options.table === false) return '';
    return this.#apart(`${runsTable(this.#runs, this.#options.style, this.#options.width).join('\n')}\n`);
  }

  #apart(text: string): string {
    const before = this.#isFirst ? '' : SEPARATION;
    this.#isFirst = false;
    return before + text;
  }
}

/** What the table needs, so that many runs take little memory. */
function withoutFindings(run: ReportedRun): ReportedRun {
  if (run.result === undefined) return run;
  const result = {
    ...run.result,
    frames: [],
    leaks: [],
    largestLeak: null,
    leakGroups: [],
    checksumFailures: [],
    steps: [],
    notes: [],
  };
  return { ...run, result };
}
