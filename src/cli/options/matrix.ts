import { NETCHANNEL } from './netchannel.ts';
import type { OptionRow } from './option-row.ts';

export const MATRIX = {
  flags: '--matrix',
  on: {
    run: 'run under every release, one after the other',
    replay: 'run under every release, side by side',
  },
  excludes: [
    {
      option: NETCHANNEL,
      says: 'Cannot combine --matrix, which runs under every release, with --netchannel; leave one out',
    },
  ],
} satisfies OptionRow;
