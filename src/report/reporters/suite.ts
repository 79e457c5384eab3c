import type { RunResult } from '../../simulation/result.ts';
import { headline } from '../headline.ts';
import { Names } from '../names.ts';
import { secondsText } from '../notes-section.ts';
import { printable } from '../printable.ts';
import { counted } from '../words.ts';
import { type Check, checksOf } from './checks.ts';
import type { PlacedFinding } from './placed-finding.ts';
import { type EndedRun, type ReportedRun, type RunIdentity, runTitle } from './reported-run.ts';
import { findingsOfRun } from './run-findings.ts';

/** What reporters that know tests say of a subject: a run, a release of a comparison, a capture. Each text is fit for a line. */
export interface Suite {
  title: string;
  /** With one full stop, because some CI systems take what is before the last one for a package. */
  className: string;
  /** That it is about. */
  file: string;
  /** At least one. */
  checks: readonly Check[];
  properties: Readonly<Record<string, string | number>>;
  /** What a person wants to know who looks at it: the subject in a sentence, and more. */
  remarks: readonly string[];
  /** What follows them where there is room. */
  footnotes: readonly string[];
  /** Somebody stopped it, so that none comes after it. */
  isStopped: boolean;
  /** @returns what was found one by one, as far as it is listed: what fails the suite first */
  findings(): PlacedFinding[];
}

/** @returns what became of a suite, all in all */
export function outcomeOf({ checks }: Pick<Suite, 'checks'>): 'passed' | 'failed' | 'error' {
  if (checks.some(({ outcome }) => outcome === 'error')) return 'error';
  return checks.some(({ outcome }) => outcome === 'failed') ? 'failed' : 'passed';
}

/** @returns what a run was held against, as a suite */
export function suiteOfRun(run: ReportedRun): Suite {
  const suite = { ...identityOf(run), checks: checksOf(run) };
  const { result } = run;
  if (result === undefined) {
    return {
      ...suite,
      properties: { release: run.release },
      remarks: [],
      footnotes: [],
      isStopped: false,
      findings: () => [],
    };
  }
  return {
    ...suite,
    properties: propertiesOf(result),
    remarks: remarksOn(run),
    footnotes: footnotesOn(result, run.capture?.file),
    isStopped: !result.complete && run.failure === undefined,
    findings: () => findingsOfRun(run),
  };
}

/** @returns what the suite on a script under a release is called */
export function identityOf(run: RunIdentity): Pick<Suite, 'title' | 'className' | 'file'> {
  const file = printable(run.file);
  return {
    title: printable(runTitle(run)),
    className: `${withoutExtension(file)}.netchannel-${run.release.replaceAll('.', '-')}`,
    file,
  };
}

/** @returns the name of a script or a capture for a class, where a full stop means something */
export function withoutExtension(file: string): string {
  return file.replace(/\.(ya?ml|json|(pcap|pcapng|cap|dmp|snoop)(\.gz)?)$/i, '');
}

/** @returns what a run came to, in numbers */
export function propertiesOf({
  release,
  script,
  seed,
  totals,
  errorCount,
}: Pick<RunResult, 'release' | 'script' | 'seed' | 'totals' | 'errorCount'>): Suite['properties'] {
  return {
    release,
    script: printable(script.name),
    seed,
    frames: totals.frames,
    delivered: totals.delivered,
    discarded: totals.discarded,
    leakedBytes: totals.leakedBytes,
    crossRecipientBytes: totals.crossRecipientBytes,
    checksumFailures: totals.checksumFailures,
    failedWrites: errorCount,
  };
}

/** @returns a line for each of the first writes that failed */
export function failedWrites({ errors }: Pick<RunResult, 'errors'>, names: Names): string[] {
  return errors.map(({ step, message }) => `${names.step(step)}: ${printable(message)}`);
}

/** @param capture - the file that the frames went to, if they went to one */
export function footnotesOn(
  { errors, errorCount }: Pick<RunResult, 'errors' | 'errorCount'>,
  capture: string | null | undefined,
): string[] {
  const hidden = errorCount - errors.length;
  return [
    ...(hidden > 0 && errors.length > 0 ? [counted(hidden, 'more failed write')] : []),
    ...(capture == null ? [] : [`capture: ${printable(capture)}`]),
  ];
}

function remarksOn({ result }: EndedRun): string[] {
  return [
    headline(result),
    ...result.notes.map(({ time, text }) => `${secondsText(time)} s: ${printable(text)}`),
    ...failedWrites(result, new Names(result)),
  ];
}
