import type { ShardNumber } from '../../simulation/shard/slices.ts';
import { CliError } from '../cli-error.ts';
import type { OptionRow } from './option-row.ts';

const MOST_SHARDS = 1_000_000;

export const SHARD = {
  flags: '--shard <i/n>',
  on: {
    run: 'only the i-th of n parts of each run, so that n processes make it together; "merge" joins what they write',
  },
  parse: parseShard,
  write: ({ index, count }) => `${index}/${count}`,
} satisfies OptionRow<ShardNumber>;

/**
 * @param text - such as `2/8`
 * @throws CliError
 */
function parseShard(text: string): ShardNumber {
  const [, first, second] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const index = Number(first);
  const count = Number(second);
  if (index >= 1 && index <= count && count <= MOST_SHARDS) return { index, count };
  const hint = index === 0 ? '; where an engine counts from 0, add 1' : '';
  throw new CliError(
    `Cannot run the shard ${JSON.stringify(text)}: expected i/n, with i from 1 to n, such as 2/8${hint}`,
  );
}

/** @returns its number with as many digits as the last one, so that names of files come in order: `07` */
export function shardLabel({ index, count }: ShardNumber): string {
  return String(index).padStart(String(count).length, '0');
}
