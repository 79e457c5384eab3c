import type { RunResult } from '../../simulation/result.ts';

/**
 * @param most - findings of a kind that are left
 * @returns a result that is soon told: with the first findings of each kind, and all counts
 */
export function shortened(result: RunResult, most: number): RunResult {
  const { frames, leaks, checksumFailures, errors, shard } = result;
  return {
    ...result,
    frames: frames.slice(0, most),
    leaks: leaks.slice(0, most),
    checksumFailures: checksumFailures.slice(0, most),
    errors: errors.slice(0, most),
    ...(shard === undefined ? {} : { shard: { ...shard, listed: Math.min(shard.listed, most) } }),
  };
}

/** @returns whether a result has more to be told than that */
export function isLonger({ frames, leaks, checksumFailures, errors }: RunResult, most: number): boolean {
  return [frames, leaks, checksumFailures, errors].some(({ length }) => length > most);
}
