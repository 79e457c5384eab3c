import type { OptionRow } from './option-row.ts';

export const MATRIX = {
  flags: '--matrix',
  on: {
    run: 'run under every release, one after the other',
    replay: 'run under every release, side by side',
  },
} satisfies OptionRow;
