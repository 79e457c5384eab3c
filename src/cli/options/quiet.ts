import type { OptionRow } from './option-row.ts';

const SAYS = 'no text report';

export const QUIET = {
  flags: '-q, --quiet',
  on: { run: SAYS, compare: SAYS, merge: SAYS, inspect: SAYS, probe: SAYS, replay: SAYS },
} satisfies OptionRow;
