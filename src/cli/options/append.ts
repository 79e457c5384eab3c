import type { OptionRow } from './option-row.ts';

export const APPEND = {
  flags: '--append',
  on: { merge: 'captures one after the other, instead of by the times of their packets' },
} satisfies OptionRow;
