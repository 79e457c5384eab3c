import { REPORTERS, reportersOf, type Subject } from '../../report/reporters/registry.ts';
import { enumerated } from '../../report/words.ts';
import type { OptionRow } from './option-row.ts';

function says(subject: Subject): string {
  const names = enumerated(
    reportersOf(subject).map(({ name }) => name),
    'or',
  );
  return `${names}, to the file or to standard output (repeatable)`;
}

/** What it can name depends on what a command reports on: src/cli/reports reads it. */
export const REPORTER = {
  flags: '--reporter <name[=file]>',
  on: {
    run: says('run'),
    compare: says('comparison'),
    inspect: says('inspection'),
    replay: says('run'),
    merge: says('run'),
  },
  repeatable: true,
  values: {
    kind: 'keyed',
    files: Object.fromEntries(REPORTERS.map(({ name, extension }) => [name, extension])),
  },
} satisfies OptionRow;
