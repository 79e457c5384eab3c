import type { OptionRow } from './option-row.ts';

export const BODY = {
  flags: '--body',
  on: {
    inspect:
      'look for bytes of earlier frames also in what packets carry, not only behind it and where nothing declares the length',
  },
} satisfies OptionRow;
