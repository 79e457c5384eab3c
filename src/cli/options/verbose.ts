import type { OptionRow } from './option-row.ts';

const SAYS = 'tell all that was found in groups, not a screenful of it';

export const VERBOSE = {
  flags: '-v, --verbose',
  on: {
    run: SAYS,
    merge: SAYS,
    replay: SAYS,
    probe: 'tell every byte with its field, and each checksum under each filling',
  },
} satisfies OptionRow;
