import { headline } from '../headline.ts';
import { Names } from '../names.ts';
import { secondsText } from '../notes-section.ts';
import { printable } from '../printable.ts';
import { counted } from '../words.ts';
import { type Check, checksOf } from './checks.ts';
import { type EndedRun, type ReportedRun, runTitle } from './reported-run.ts';
import type { Reporter } from './reporter.ts';
import { xmlAttributes, xmlText } from './xml.ts';

/** Counts that `testsuite` and `testsuites` carry. */
interface Counts {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
}

const FAILURE_TYPES: Readonly<Record<Check['kind'], string>> = {
  expectation: 'ExpectationNotMet',
  finding: 'Finding',
  run: 'RunNotEnded',
};

/**
 * For CI systems: JUnit XML, with a test suite for each run and a test case for each check. Times are 0: a run's time
 * is virtual, and how long it took says nothing about it.
 */
export class JUnitReporter implements Reporter {
  readonly #suites: string[] = [];
  readonly #counts: Counts = { tests: 0, failures: 0, errors: 0, skipped: 0 };

  run(run: ReportedRun): string {
    const checks = checksOf(run);
    const counts = countsOf(checks);
    this.#counts.tests += counts.tests;
    this.#counts.failures += counts.failures;
    this.#counts.errors += counts.errors;
    this.#counts.skipped += counts.skipped;
    this.#suites.push(suite(run, checks, counts));
    return '';
  }

  end(): string {
    const attributes = xmlAttributes({ name: 'netchannel-sim', ...this.#counts, time: 0 });
    return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes}>\n${this.#suites.join('')}</testsuites>\n`;
  }
}

function countsOf(checks: readonly Check[]): Counts {
  const count = (wanted: Check['outcome']): number =>
    checks.filter(({ outcome }) => outcome === wanted).length;
  return {
    tests: checks.length,
    failures: count('failed'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}

function suite(run: ReportedRun, checks: readonly Check[], counts: Counts): string {
  const file = printable(run.file);
  const name = printable(runTitle(run));
  const cases = checks.map((check) => testcase(check, className(run)));
  const output = run.result === undefined ? [] : outputOf(run);
  return [
    `  <testsuite${xmlAttributes({ name, ...counts, time: 0, file })}>`,
    ...properties(run),
    ...cases,
    ...(output.length === 0 ? [] : [`    <system-out>${xmlText(output.join('\n'))}</system-out>`]),
    '  </testsuite>\n',
  ].join('\n');
}

/** With one full stop, because some CI systems take what is before the last one for a package. */
function className({ file, release }: ReportedRun): string {
  const script = printable(file).replace(/\.(ya?ml|json)$/i, '');
  return `${script}.netchannel-${release.replaceAll('.', '-')}`;
}

function testcase(check: Check, classname: string): string {
  const { name, outcome, message, details, kind, file, line } = check;
  const place = line > 0 ? { file, line } : { file };
  const start = `    <testcase${xmlAttributes({ name, classname, time: 0, ...place })}`;
  if (outcome === 'passed') return `${start}/>`;
  if (outcome === 'skipped')
    return `${start}>\n      <skipped${xmlAttributes({ message })}/>\n    </testcase>`;
  const element = outcome === 'failed' ? 'failure' : 'error';
  const attributes = xmlAttributes({ message, type: FAILURE_TYPES[kind] });
  const text = xmlText(details.length === 0 ? message : details.join('\n'));
  return `${start}>\n      <${element}${attributes}>${text}</${element}>\n    </testcase>`;
}

function properties({ release, result }: ReportedRun): string[] {
  const values =
    result === undefined
      ? { release }
      : {
          release,
          script: printable(result.script.name),
          seed: result.seed,
          frames: result.totals.frames,
          delivered: result.totals.delivered,
          discarded: result.totals.discarded,
          leakedBytes: result.totals.leakedBytes,
          crossRecipientBytes: result.totals.crossRecipientBytes,
          checksumFailures: result.totals.checksumFailures,
          failedWrites: result.errorCount,
        };
  return [
    '    <properties>',
    ...Object.entries(values).map(([name, value]) => `      <property${xmlAttributes({ name, value })}/>`),
    '    </properties>',
  ];
}

/** What a person wants to know who looks at the suite: the run in a sentence, its notes, and writes that failed. */
function outputOf({ result, capture }: EndedRun): string[] {
  const names = new Names(result);
  const hidden = result.errorCount - result.errors.length;
  return [
    headline(result),
    ...result.notes.map(({ time, text }) => `${secondsText(time)} s: ${printable(text)}`),
    ...result.errors.map(({ step, message }) => `${names.step(step)}: ${printable(message)}`),
    ...(hidden > 0 && result.errors.length > 0 ? [`${counted(hidden, 'more failed write')}`] : []),
    ...(capture === null || capture.file === null ? [] : [`capture: ${printable(capture.file)}`]),
  ];
}
