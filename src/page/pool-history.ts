import type { BlockUse, Recording } from '../recording/recording.ts';

/** What is in a block when a frame crosses. */
export interface PoolCell {
  /** Taken, or free with what its last use left there. */
  isTaken: boolean;
  /** The use that it is in, or was in last. */
  use: BlockUse;
}

/**
 * What was in which block when: made once of a recording, and asked for what is in sight. Of some hundred blocks and some
 * thousand frames a table of all would take a second to make.
 */
export class PoolHistory {
  /** Frames that there are columns for. */
  readonly frames: number;
  readonly #since: readonly number[];
  /** By block, in the order in which they began. */
  readonly #uses: BlockUse[][];

  constructor({ pool, unbroken }: Pick<Recording, 'pool' | 'unbroken'>) {
    const { blocks } = pool;
    this.frames = unbroken;
    this.#since = blocks.map(({ since }) => since);
    this.#uses = blocks.map(() => []);
    for (const use of pool.uses) this.#uses[use.block]?.push(use);
  }

  get blocks(): number {
    return this.#since.length;
  }

  /**
   * @param frame - its number
   * @returns what is in a block when a frame crosses: undefined before it was first used, null before its page was granted
   */
  at(block: number, frame: number): PoolCell | undefined | null {
    const uses = this.#uses[block] ?? [];
    // The last one that had begun by then.
    let [low, high] = [0, uses.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((uses[middle] as BlockUse).from <= frame) low = middle + 1;
      else high = middle;
    }
    const use = uses[low - 1];
    if (use !== undefined) return { isTaken: use.to === undefined || frame < use.to, use };
    return frame <= (this.#since[block] ?? 0) ? null : undefined;
  }
}
