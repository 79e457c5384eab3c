import { MOST_IN_BUFFER, USUAL_BUFFER } from '../../probe/buffer-size.ts';
import { numberAfter } from './number-after.ts';
import type { OptionRow } from './option-row.ts';

/** Of the buffer that a packet writer is handed. */
export const BUFFER_SIZE = {
  flags: '--size <bytes>',
  on: { probe: 'of the buffer that the program is handed (default: 2048, a block of shared memory)' },
  parse: numberAfter('--size', 1, MOST_IN_BUFFER),
  usual: USUAL_BUFFER,
} satisfies OptionRow<number>;
