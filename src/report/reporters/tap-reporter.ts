import type { Check } from './checks.ts';
import type { ReportedRun } from './reported-run.ts';
import type { Reporter } from './reporter.ts';
import { type Suite, suiteOfRun } from './suite.ts';

const SUBTEST_INDENT = '    ';

/** For test harnesses: TAP version 14, with a subtest for each run and a test point for each check. */
export class TapReporter implements Reporter {
  readonly #runs: number;
  #done = 0;
  #stopped = false;

  /** @param runs - how many there will be */
  constructor(runs: number) {
    this.#runs = runs;
  }

  run(run: ReportedRun): string {
    return this.#tell(suiteOfRun(run));
  }

  /** @returns a report on suites of any origin, whole */
  static of(suites: readonly Suite[]): string {
    const reporter = new TapReporter(suites.length);
    const told = suites.map((suite) => reporter.#tell(suite)).join('');
    return told + (reporter.#stopped ? 'Bail out! Stopped\n' : reporter.end());
  }

  end(): string {
    const lines = this.#done === 0 ? this.#start() : [];
    if (this.#stopped || this.#done < this.#runs) {
      lines.push(`Bail out! Stopped in run ${this.#done} of ${this.#runs}`);
    }
    return lines.map((line) => `${line}\n`).join('');
  }

  #tell(suite: Suite): string {
    this.#done++;
    this.#stopped ||= suite.isStopped;
    const isOk = suite.checks.every(({ outcome }) => outcome === 'passed' || outcome === 'skipped');
    const title = escaped(suite.title);
    const lines = [
      ...this.#start(),
      `# Subtest: ${title}`,
      ...subtest(suite).map((line) => `${SUBTEST_INDENT}${line}`),
      `${isOk ? 'ok' : 'not ok'} ${this.#done} - ${title}`,
    ];
    return `${lines.join('\n')}\n`;
  }

  #start(): string[] {
    return this.#done > 1 ? [] : ['TAP version 14', `1..${this.#runs}`];
  }
}

function subtest({ checks, remarks }: Suite): string[] {
  return [
    `1..${checks.length}`,
    ...remarks.map((remark) => `# ${remark}`),
    ...checks.flatMap((check, i) => [testPoint(check, i + 1), ...diagnostics(check)]),
  ];
}

function testPoint({ name, outcome, message }: Check, number: number): string {
  const isOk = outcome === 'passed' || outcome === 'skipped';
  const directive = outcome === 'skipped' ? ` # SKIP ${escaped(message)}` : '';
  return `${isOk ? 'ok' : 'not ok'} ${number} - ${escaped(name)}${directive}`;
}

/** A YAML block; strings are written as JSON, which YAML 1.2 contains. */
function diagnostics({ outcome, message, details, kind, file, line, column }: Check): string[] {
  if (outcome === 'passed' || outcome === 'skipped') return [];
  const block = [
    '---',
    `message: ${JSON.stringify(message)}`,
    `severity: ${outcome === 'failed' ? 'fail' : 'error'}`,
    `kind: ${kind}`,
    'at:',
    `  file: ${JSON.stringify(file)}`,
    ...(line > 0 ? [`  line: ${line}`, `  column: ${column}`] : []),
    ...(details.length > 0 ? ['failures:', ...details.map((detail) => `  - ${JSON.stringify(detail)}`)] : []),
    '...',
  ];
  return block.map((text) => `  ${text}`);
}

/** In a description, `#` would begin a directive. */
function escaped(text: string): string {
  return text.replace(/[\\#]/g, (character) => `\\${character}`);
}
