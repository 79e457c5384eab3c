import { numberAfter } from './number-after.ts';
import type { OptionRow } from './option-row.ts';

const MOST_STEPS = 1_000_000_000;

export const POLL_EVERY = {
  flags: '--poll-every <n>',
  on: { replay: 'netback runs after every n packets (default: 1)' },
  parse: numberAfter('--poll-every', 1, MOST_STEPS),
  usual: 1,
} satisfies OptionRow<number>;
