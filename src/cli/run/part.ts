import type { Script } from '../../script/script.ts';
import type { RunResult } from '../../simulation/result.ts';
import { type RunOptions, runScript } from '../../simulation/run.ts';
import type { WarmUp } from '../../simulation/shard/approach.ts';
import type { ShardNumber } from '../../simulation/shard/slices.ts';

/** Which part of a run is made. */
export interface PartOptions {
  /** All of it if absent. */
  shard?: ShardNumber;
  warmUp?: WarmUp;
}

/**
 * Runs a script, or the part of it that is asked for.
 * @throws what `runScript` and `runShard` throw
 */
export async function runPart(
  script: Script,
  { shard, warmUp = 'auto', ...options }: RunOptions & PartOptions,
): Promise<RunResult> {
  if (shard === undefined) return runScript(script, options);
  const { runShard } = await import('../../simulation/shard/run-shard.ts');
  return runShard(script, { ...options, shard, warmUp });
}
