import { COMPARED_RELEASES } from '../../netchannel/releases.ts';
import { enumerated } from '../../report/words.ts';
import { NETCHANNEL } from './netchannel.ts';
import type { OptionRow } from './option-row.ts';

const ALL = enumerated(COMPARED_RELEASES, 'and');

export const MATRIX = {
  flags: '--matrix',
  on: {
    run: `run under ${ALL}, one after the other`,
    replay: `run under ${ALL}, side by side`,
  },
  excludes: [
    {
      option: NETCHANNEL,
      says: 'Cannot combine --matrix, which names releases itself, with --netchannel; leave one out',
    },
  ],
} satisfies OptionRow;
