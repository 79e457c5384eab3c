import { REPORTERS } from '../../report/reporters/registry.ts';
import type { OptionRow } from './option-row.ts';

/** What it can name depends on what a command reports on: src/cli/reports reads it. */
export const REPORTER = {
  flags: '--reporter <name[=file]>',
  on: { run: 'text, json, junit or tap, to the file or to standard output (repeatable)' },
  repeatable: true,
  values: {
    kind: 'keyed',
    files: Object.fromEntries(REPORTERS.map(({ name, extension }) => [name, extension])),
  },
} satisfies OptionRow;
