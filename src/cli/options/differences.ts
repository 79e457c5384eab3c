import { CliError } from '../cli-error.ts';
import type { OptionRow } from './option-row.ts';

/** How many frames that differ a comparison keeps at most: each is kept whole, for every release. */
const MOST_DIFFERENCES = 1000;

export const DIFFERENCES = {
  flags: '--differences <n>',
  on: { compare: 'how many of the frames that differ are shown (default: 3)' },
  parse: parseDifferences,
  usual: 3,
} satisfies OptionRow<number>;

function parseDifferences(text: string): number {
  const differences = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (differences <= MOST_DIFFERENCES) return differences;
  throw new CliError(
    `Cannot show ${JSON.stringify(text)} frames that differ: expected a number from 0 to ${MOST_DIFFERENCES}`,
  );
}
