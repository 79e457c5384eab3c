import { numberAfter } from './number-after.ts';
import type { OptionRow } from './option-row.ts';

/** How many frames a packet writer is asked for. */
export const FRAMES = {
  flags: '--frames <n>',
  on: { probe: 'frames that are asked for one after the other (default: 1)' },
  parse: numberAfter('--frames', 1, 1000),
  usual: 1,
} satisfies OptionRow<number>;
