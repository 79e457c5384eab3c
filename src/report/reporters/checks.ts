import type {
  ExpectationFailure,
  ExpectationItem,
  ExpectationResult,
} from '../../simulation/expectations/expectation-result.ts';
import type { RunResult } from '../../simulation/result.ts';
import { printable } from '../printable.ts';
import { counted } from '../words.ts';
import type { BrokenRun, EndedRun, ReportedRun } from './reported-run.ts';

/** Something that a run was held against, for reporters that know tests. All its texts are fit for one line. */
export interface Check {
  /** Unlike that of any other check of the run. */
  name: string;
  /** error: the run could not be made to its end. skipped: it ended before this could be checked. */
  outcome: 'passed' | 'failed' | 'error' | 'skipped';
  kind: 'expectation' | 'finding' | 'run' | 'capture';
  /** Why it did not pass; empty if it did. */
  message: string;
  /** More about that, line by line. */
  details: readonly string[];
  file: string;
  /** 0 if it stands in no line of the file. */
  line: number;
  column: number;
}

/**
 * What a run was held against: the script's expectations, the findings that the user asked to fail it for, and, if
 * there is neither or the run did not come to its end, that it runs to its end. That writes fail is no error: it is
 * part of what the device does, and a script that minds can expect that they do not.
 *
 * @returns at least one
 */
export function checksOf(run: ReportedRun): Check[] {
  if (run.result === undefined) return [brokenCheck(run)];
  const checks = [...expectationChecks(run), ...demandChecks(run)];
  const end = endCheck(run.file, run.result, run.failure);
  const all = checks.length === 0 || end.outcome !== 'passed' ? [...checks, end] : checks;
  const unique = withUniqueNames(all);
  return run.isAlreadyFailed === true ? unique.map(asKnown) : unique;
}

/** What became of a run, all in all. `done` if it was held against nothing. */
export type RunVerdict = 'done' | 'passed' | 'failed' | 'stopped' | 'error';

export function verdictOf(run: ReportedRun): RunVerdict {
  if (run.result === undefined || run.failure !== undefined) return 'error';
  if (!run.result.complete) return 'stopped';
  const { checked, failed } = run.result.expectations;
  if (failed > 0 || run.demands.some(({ found }) => found !== undefined)) return 'failed';
  return checked === 0 && run.demands.length === 0 ? 'done' : 'passed';
}

const NOT_CHECKED = 'Not checked: the run was stopped, or made in shards';

const RUNS_TO_ITS_END = { name: 'runs to its end', kind: 'run', line: 0, column: 0 } as const;

function brokenCheck({ file, error }: BrokenRun): Check {
  const message = printable(error);
  return { ...RUNS_TO_ITS_END, outcome: 'error', message, details: [], file: printable(file) };
}

/**
 * @param file - of the script
 * @param failure - why it is not whole, if nobody stopped it
 * @returns whether what the script says was done to its end
 */
export function endCheck(
  file: string,
  { complete, stepsTaken }: Pick<RunResult, 'complete' | 'stepsTaken'>,
  failure?: string,
): Check {
  const check = { ...RUNS_TO_ITS_END, details: [], file: printable(file) };
  if (failure !== undefined) return { ...check, outcome: 'error', message: printable(failure) };
  if (complete) return { ...check, outcome: 'passed', message: '' };
  return { ...check, outcome: 'error', message: `Stopped after ${counted(stepsTaken, 'step')}` };
}

function demandChecks({ file, demands }: EndedRun): Check[] {
  return demands.map(({ finding, found }) => ({
    name: `--fail-on ${finding} finds nothing`,
    kind: 'finding',
    outcome: found === undefined ? 'passed' : 'failed',
    message: found ?? '',
    details: [],
    file: printable(file),
    line: 0,
    column: 0,
  }));
}

function expectationChecks({ file, result }: EndedRun): Check[] {
  const { expectations } = result;
  const checks = expectations.items.map((item): Check => {
    const failures = failuresOf(item, expectations);
    return {
      name: `${printable(item.label)}: ${printable(item.what)}`,
      kind: 'expectation',
      outcome: item.met ? 'passed' : item.checked ? 'failed' : 'skipped',
      message: item.met ? '' : messageOf(item, failures[0]),
      details: failures.map((failure) => `${placeOf(failure, file)}: ${described(failure)}`),
      file: printable(item.file ?? file),
      line: item.line,
      column: item.column,
    };
  });
  const rest = restCheck(file, expectations);
  return rest === undefined ? checks : [...checks, rest];
}

/** A result lists the first expectations one by one, and counts all. */
function restCheck(file: string, expectations: ExpectationResult): Check | undefined {
  const { items, checked, failed, unchecked } = expectations;
  const count = checked + unchecked - items.length;
  if (count === 0) return undefined;
  const unmet = failed - items.filter((item) => item.checked && !item.met).length;
  return {
    name: `${counted(count, 'more expectation')}`,
    outcome: unmet > 0 ? 'failed' : unchecked > 0 ? 'skipped' : 'passed',
    kind: 'expectation',
    message:
      unmet > 0 ? `Not met: ${counted(unmet, 'of them', 'of them')}` : unchecked > 0 ? NOT_CHECKED : '',
    details: [],
    file: printable(file),
    line: 0,
    column: 0,
  };
}

function failuresOf(item: ExpectationItem, { failures }: ExpectationResult): ExpectationFailure[] {
  return failures.filter(
    ({ file, line, column, step, expected }) =>
      file === item.file &&
      line === item.line &&
      column === item.column &&
      step === item.step &&
      expected === item.what,
  );
}

function messageOf({ what, checked }: ExpectationItem, first: ExpectationFailure | undefined): string {
  if (!checked) return NOT_CHECKED;
  if (first === undefined) return `Not met: ${printable(what)}`;
  return `Expected ${printable(first.expected)}, found ${printable(first.found)}`;
}

function described({ expected, found, frame }: ExpectationFailure): string {
  const where = frame === null ? '' : ` in frame ${frame}`;
  return `expected ${printable(expected)}, found ${printable(found)}${where}`;
}

function placeOf({ file, line, column }: ExpectationFailure, script: string): string {
  return `${printable(file ?? script)}:${line}:${column}`;
}

/** What has failed those who found it is told, and fails nothing again. */
function asKnown(check: Check): Check {
  if (check.kind !== 'expectation' || check.outcome !== 'failed') return check;
  const message = `${check.message}; that has failed the part of the run that found it`;
  return { ...check, outcome: 'skipped', message, details: [] };
}

/** CI systems follow a test from run to run by its name. */
function withUniqueNames(checks: readonly Check[]): Check[] {
  const seen = new Set<string>();
  return checks.map((check) => {
    const place = `${check.name} (line ${check.line}, column ${check.column})`;
    let name = seen.has(check.name) ? place : check.name;
    for (let again = 2; seen.has(name); again++) name = `${place} #${again}`;
    seen.add(name);
    return name === check.name ? check : { ...check, name };
  });
}
