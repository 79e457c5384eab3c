import type { ShardNumber } from '../../simulation/shard/slices.ts';
import { CliError } from '../cli-error.ts';
import { LOOP } from './loop.ts';
import { OPEN } from './open.ts';
import type { OptionRow } from './option-row.ts';
import { VANTAGE } from './vantage.ts';

const MOST_SHARDS = 1_000_000;

export const SHARD = {
  flags: '--shard <i/n>',
  on: {
    run: 'only the i-th of n parts of each run, so that n processes make it together; "merge" joins what they write',
  },
  excludes: [
    {
      option: LOOP,
      says: 'Cannot combine --loop with --shard, which is a part of one run; leave one out',
    },
    { option: OPEN, says: 'Cannot combine --open with --shard; merge the captures first' },
    {
      option: VANTAGE,
      when: (_, vantage) => VANTAGE.parse(vantage) !== 'receiver',
      says: (vantage) =>
        `Cannot combine --vantage ${vantage} with --shard: a frame that is on its way at the end of a part would be seen by none or by two`,
    },
  ],
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
