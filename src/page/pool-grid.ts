import type { BlockUse, Recording } from '../recording/recording.ts';

/** What is in a block when a frame crosses. */
export interface PoolCell {
  /** Taken, or free with what its last use left there. */
  isTaken: boolean;
  /** The use that it is in, or was in last. */
  use: BlockUse;
}

/**
 * @param rows - blocks, from the first
 * @returns for each block and each frame what is in it then: undefined before it was first used, null before its page was
 * granted
 */
export function poolGrid({ pool, unbroken }: Recording, rows: number): (PoolCell | undefined | null)[][] {
  const grid = pool.blocks.slice(0, rows).map(({ since }) => {
    return Array.from({ length: unbroken }, (_, i): PoolCell | undefined | null =>
      i < since ? null : undefined,
    );
  });
  for (const use of pool.uses) {
    const row = grid[use.block];
    if (row === undefined) continue;
    // Those that follow overwrite it.
    for (let moment = use.from; moment <= unbroken; moment++) {
      row[moment - 1] = { isTaken: use.to === undefined || moment < use.to, use };
    }
  }
  return grid;
}
