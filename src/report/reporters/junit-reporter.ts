import type { Check } from './checks.ts';
import type { ReportedRun } from './reported-run.ts';
import type { Reporter } from './reporter.ts';
import { type Suite, suiteOfRun } from './suite.ts';
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
  capture: 'CaptureNotRead',
};

/**
 * For CI systems: JUnit XML, with a test suite for each run and a test case for each check. Times are 0: a run's time
 * is virtual, and how long it took says nothing about it.
 */
export class JUnitReporter implements Reporter {
  readonly #suites: string[] = [];
  readonly #counts: Counts = { tests: 0, failures: 0, errors: 0, skipped: 0 };

  run(run: ReportedRun): string {
    this.#add(suiteOfRun(run));
    return '';
  }

  /** @returns a report on suites of any origin, whole */
  static of(suites: readonly Suite[]): string {
    const reporter = new JUnitReporter();
    for (const suite of suites) reporter.#add(suite);
    return reporter.end();
  }

  end(): string {
    const attributes = xmlAttributes({ name: 'netchannel-sim', ...this.#counts, time: 0 });
    return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes}>\n${this.#suites.join('')}</testsuites>\n`;
  }

  #add(suite: Suite): void {
    const counts = countsOf(suite.checks);
    this.#counts.tests += counts.tests;
    this.#counts.failures += counts.failures;
    this.#counts.errors += counts.errors;
    this.#counts.skipped += counts.skipped;
    this.#suites.push(testsuite(suite, counts));
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

function testsuite(suite: Suite, counts: Counts): string {
  const { title, className, file, checks, properties, remarks, footnotes } = suite;
  const output = [...remarks, ...footnotes];
  return [
    `  <testsuite${xmlAttributes({ name: title, ...counts, time: 0, file })}>`,
    '    <properties>',
    ...Object.entries(properties).map(
      ([name, value]) => `      <property${xmlAttributes({ name, value })}/>`,
    ),
    '    </properties>',
    ...checks.map((check) => testcase(check, className)),
    ...(output.length === 0 ? [] : [`    <system-out>${xmlText(output.join('\n'))}</system-out>`]),
    '  </testsuite>\n',
  ].join('\n');
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
