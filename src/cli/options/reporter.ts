import { REPORTERS } from '../../report/reporters/registry.ts';
import type { OptionRow } from './option-row.ts';

const SAYS = 'text, json, junit or tap, to the file or to standard output (repeatable)';

/** What it can name depends on what a command reports on: src/cli/reports reads it. */
export const REPORTER = {
  flags: '--reporter <name[=file]>',
  on: { run: SAYS, compare: SAYS, inspect: SAYS, replay: SAYS, merge: SAYS },
  repeatable: true,
  values: {
    kind: 'keyed',
    files: Object.fromEntries(REPORTERS.map(({ name, extension }) => [name, extension])),
  },
} satisfies OptionRow;
