import type { ShardNumber } from './slices.ts';

/** The next shard would not begin where this one ends: together they would not be the run. */
export class ShardGap extends Error {
  override readonly name = 'ShardGap';

  constructor({ index, count }: ShardNumber, parts: readonly string[]) {
    super(
      `Shard ${index + 1} of ${count} would not begin where shard ${index} ends (${parts.join(', ')}): the repetitions of this script come to no steady state; run all shards again with a longer --warm-up, or with "--warm-up all"`,
    );
  }
}
