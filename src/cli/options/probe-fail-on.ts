import type { ProbeFindingName } from '../../report/probe/findings.ts';
import { choices } from '../completion/values.ts';
import { findingAfter } from './finding-after.ts';
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
  parse: findingAfter(FINDINGS),
} satisfies OptionRow<ProbeFindingName>;
