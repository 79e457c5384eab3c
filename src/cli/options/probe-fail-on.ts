import type { ProbeFindingName } from '../../report/probe/findings.ts';
import { CliError } from '../cli-error.ts';
import { choices } from '../completion/values.ts';
import { closestHint } from './closest-hint.ts';
import type { OptionRow } from './option-row.ts';

const FINDINGS = ['leak', 'depends', 'checksum'] as const satisfies readonly ProbeFindingName[];

/** That of `probe`, which finds what a writer does with memory. */
export const PROBE_FAIL_ON = {
  flags: '--fail-on <finding>',
  on: {
    probe:
      'leak (bytes that pass through), depends (what is computed from old memory) or checksum (a wrong one): exit with status 2 if there is one (repeatable)',
  },
  repeatable: true,
  values: choices(...FINDINGS),
  parse: parseFailOn,
} satisfies OptionRow<ProbeFindingName>;

function parseFailOn(text: string): ProbeFindingName {
  const finding = FINDINGS.find((name) => name === text);
  if (finding !== undefined) return finding;
  throw new CliError(
    `Unknown finding ${JSON.stringify(text)} after --fail-on${closestHint(text, FINDINGS)}; there are ${FINDINGS.slice(0, -1).join(', ')} and ${FINDINGS.at(-1)}`,
  );
}
