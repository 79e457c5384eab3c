import type { WarmUp } from '../../simulation/shard/approach.ts';
import type { ShardNumber } from '../../simulation/shard/slices.ts';
import { CliError } from '../cli-error.ts';

const MOST_SHARDS = 1_000_000;
const MOST_WARM_UP = 1_000_000;

/**
 * @param text - such as `2/8`
 * @throws CliError
 */
export function parseShard(text: string): ShardNumber {
  const [, first, second] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const index = Number(first);
  const count = Number(second);
  if (index >= 1 && index <= count && count <= MOST_SHARDS) return { index, count };
  const hint = index === 0 ? '; where an engine counts from 0, add 1' : '';
  throw new CliError(
    `Cannot run the shard ${JSON.stringify(text)}: expected i/n, with i from 1 to n, such as 2/8${hint}`,
  );
}

/** @throws CliError if the text after --warm-up is none */
export function parseWarmUp(text: string): WarmUp {
  if (text === 'all' || text === 'auto') return text;
  const repetitions = /^\d+$/.test(text) ? Number(text) : 0;
  if (repetitions >= 1 && repetitions <= MOST_WARM_UP) return repetitions;
  throw new CliError(
    `Cannot use the warm-up ${JSON.stringify(text)}: expected auto, all, or a number of repetitions from 1 to ${MOST_WARM_UP}`,
  );
}

/** @returns its number with as many digits as the last one, so that names of files come in order: `07` */
export function shardLabel({ index, count }: ShardNumber): string {
  return String(index).padStart(String(count).length, '0');
}
