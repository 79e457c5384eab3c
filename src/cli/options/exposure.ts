import type { OptionRow } from './option-row.ts';
import { SHARD } from './shard.ts';

export const EXPOSURE = {
  flags: '--exposure',
  on: { run: 'look also at what netback could read through grants, and was not told of' },
  excludes: [
    {
      option: SHARD,
      says: 'Cannot combine --exposure with --shard, a part of a run: what is exposed is known of a whole run only',
    },
  ],
} satisfies OptionRow;
