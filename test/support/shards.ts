import type { Release } from '../../src/netchannel/releases.ts';
import type { Script } from '../../src/script/script.ts';
import type { Capture } from '../../src/simulation/capture/capture.ts';
import type { RunResult } from '../../src/simulation/result.ts';
import { runScript } from '../../src/simulation/run.ts';
import type { WarmUp } from '../../src/simulation/shard/approach.ts';
import { mergeResults, type ShardResult } from '../../src/simulation/shard/merge-results.ts';
import { runShard } from '../../src/simulation/shard/run-shard.ts';

/** A frame as a capture gets it. */
export type Kept = [seconds: number, nanoseconds: number, bytes: string];

/** A capture that keeps what it gets. */
export function keeping(): Capture & { frames: Kept[] } {
  const frames: Kept[] = [];
  return {
    frames,
    write: (seconds, nanoseconds, bytes, offset, length) => {
      frames.push([
        seconds,
        nanoseconds,
        Buffer.from(bytes.subarray(offset, offset + length)).toString('hex'),
      ]);
      return true;
    },
    drain: async () => undefined,
  };
}

export interface Made {
  result: RunResult;
  frames: Kept[];
}

/** Runs a script as a whole. What it expects is left unchecked, as in shards. */
export async function whole(script: Script, release: Release, listed = 1000): Promise<Made> {
  const capture = keeping();
  const result = await runScript({ ...script, expectations: [] }, { release, capture, listed });
  return { result, frames: capture.frames };
}

/** Runs a script in shards and joins what comes of them. */
export async function sharded(
  script: Script,
  release: Release,
  count: number,
  { warmUp, listed = 1000 }: { warmUp?: WarmUp; listed?: number } = {},
): Promise<Made & { shards: ShardResult[] }> {
  const frames: Kept[] = [];
  const shards: ShardResult[] = [];
  for (let index = 1; index <= count; index++) {
    const capture = keeping();
    const { shard, ...result } = await runShard(
      { ...script, expectations: [] },
      { release, capture, listed, shard: { index, count }, ...(warmUp === undefined ? {} : { warmUp }) },
    );
    if (shard === undefined) throw new Error('Cannot join: the result is not that of a shard');
    shards.push({ ...result, shard });
    frames.push(...capture.frames);
  }
  return { result: mergeResults(shards), frames, shards };
}
