import type { OptionRow } from './option-row.ts';

export const ASAP = {
  flags: '--asap',
  on: { replay: 'packets right after one another, instead of when they were captured' },
} satisfies OptionRow;
