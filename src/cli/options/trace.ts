import type { OptionRow } from './option-row.ts';
import { SHARD } from './shard.ts';

export const TRACE = {
  flags: '--trace <file>',
  on: { run: "pool and rings in Chrome's trace format, for Perfetto; of one run" },
  excludes: [
    { option: SHARD, says: 'Cannot combine --trace with --shard: a trace is of a whole run; leave one out' },
  ],
} satisfies OptionRow;
