import type { OptionRow } from './option-row.ts';

/** How a packet writer that lives long is talked to. */
export const STREAM = {
  flags: '--stream',
  on: {
    probe:
      'one start for all frames of a pass: a length of 32 bits, big-endian, stands before each buffer and each frame',
  },
} satisfies OptionRow;
