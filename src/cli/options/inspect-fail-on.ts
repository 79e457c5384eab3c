import { choices } from '../completion/values.ts';
import { findingAfter } from './finding-after.ts';
import type { OptionRow } from './option-row.ts';

const FINDINGS = ['stale', 'poison', 'secret', 'checksum', 'fcs', 'padding'] as const;

/** What --fail-on of `inspect` can name. */
export type InspectFailOn = (typeof FINDINGS)[number];

/** That of `inspect`, which finds other things in a capture than a run in its own frames. */
export const INSPECT_FAIL_ON = {
  flags: '--fail-on <finding>',
  on: {
    inspect:
      'stale (bytes of earlier frames), poison, secret, checksum (wrong, not left to a network card), padding or fcs: exit with status 2 if there is one (repeatable)',
  },
  repeatable: true,
  values: choices(...FINDINGS),
  parse: findingAfter(FINDINGS),
} satisfies OptionRow<InspectFailOn>;
