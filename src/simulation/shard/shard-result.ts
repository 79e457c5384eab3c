import type { SecretExtents } from '../../audit/secret-accounts.ts';

/** What a shard's result says beside that of a run, so that the results of all shards can be joined. */
export interface ShardInfo {
  /** Which shard, counted from 1. */
  index: number;
  /** Of how many. */
  count: number;
  /** Frames that crossed before: the first frame of this shard has the number after that. */
  framesBefore: number;
  /** A fingerprint of all that decides how the run goes on, where this shard began; null if it cannot be told. */
  begin: string | null;
  /** The same where it ended; the next shard has to begin there. */
  end: string | null;
  /** How many findings of a kind are listed one by one at most. */
  listed: number;
  /** What crossed before the first note of this shard: it belongs to the last note of those before. */
  beforeNotes: {
    frames: number;
    delivered: number;
    discarded: number;
    notJudged: number;
    leakedBytes: number;
  };
  /** Which bytes of each secret came to whom, in the order of `secrets` and their recipients. */
  secretExtents: SecretExtents[];
}
