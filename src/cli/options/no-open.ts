import type { OptionRow } from './option-row.ts';

export const NO_OPEN = {
  flags: '--no-open',
  on: { explore: 'print the name of the page instead of opening it' },
} satisfies OptionRow;
