import type { Demand } from '../../report/reporters/reported-run.ts';
import type { RunResult } from '../../simulation/result.ts';
import { choices } from '../completion/values.ts';
import { findingAfter } from './finding-after.ts';
import type { OptionRow } from './option-row.ts';

const FINDINGS = ['leak', 'checksum'] as const;

/** What --fail-on can name. */
export type FailOn = (typeof FINDINGS)[number];

const SAYS = 'leak or checksum: exit with status 2 if there is one (repeatable)';

export const FAIL_ON = {
  flags: '--fail-on <finding>',
  on: { run: SAYS, replay: SAYS },
  repeatable: true,
  values: choices(...FINDINGS),
  parse: findingAfter(FINDINGS),
} satisfies OptionRow<FailOn>;

/** @returns for each finding that was asked for and is there, a line that says so */
export function askedFindings({ totals }: RunResult, failOn: ReadonlySet<FailOn>): string[] {
  const lines: string[] = [];
  if (failOn.has('leak') && totals.leakedBytes > 0) {
    lines.push(
      `Found ${many(totals.leakedBytes, 'leaked byte')} in ${many(totals.leakingFrames, 'frame')}, which --fail-on leak asks to fail`,
    );
  }
  if (failOn.has('checksum') && totals.checksumFailures > 0) {
    lines.push(
      `Found ${many(totals.checksumFailures, 'wrong checksum')} in ${many(totals.discarded - (totals.flagsDropped ?? 0), 'frame')}, which --fail-on checksum asks to fail`,
    );
  }
  return lines;
}

/** @returns what of a run was asked to fail it, and whether it does */
export function demandsOf(result: RunResult, failOn: ReadonlySet<FailOn>): Demand[] {
  return [...failOn].map((finding) => {
    const [found] = askedFindings(result, new Set([finding]));
    return { finding, found };
  });
}

function many(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
