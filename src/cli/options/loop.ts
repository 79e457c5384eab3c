import type { OptionRow } from './option-row.ts';

export const LOOP = {
  flags: '--loop',
  on: { run: 'with -o -: again and again, until Ctrl-C, or the reader goes away' },
} satisfies OptionRow;
