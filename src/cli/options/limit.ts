import { numberAfter } from './number-after.ts';
import type { OptionRow } from './option-row.ts';

const MOST_PACKETS = 1_000_000_000;

export const LIMIT = {
  flags: '--limit <n>',
  on: { import: 'how many packets at most' },
  parse: numberAfter('--limit', 1, MOST_PACKETS),
} satisfies OptionRow<number>;
