import { MAX_BLOCKS, type SharedPagePool } from './shared-page-pool.ts';

/** The blocks whose TX requests have not been answered. */
export interface WaitingBlocks {
  /** The block is requested. @returns the id of its request */
  add(block: number): number;
  /** The request with this id is answered. @returns the block that is free again; -1 if nobody waits for the id */
  take(id: number): number;
  /** Tells, as numbers, which blocks wait. */
  describeState(note: (value: number) => void): void;
}

/** Each block has an id of its own. */
export class BlocksById implements WaitingBlocks {
  /** 1 for each block that waits. */
  private readonly waits = new Uint8Array(MAX_BLOCKS);

  add(block: number): number {
    this.waits[block] = 1;
    return block;
  }

  take(id: number): number {
    if (this.waits[id] !== 1) return -1;
    this.waits[id] = 0;
    return id;
  }

  describeState(note: (value: number) => void): void {
    for (const waits of this.waits) note(waits);
  }
}

/**
 * The id is the grant reference of the page, which two blocks share. Who waits for an id is found newest first, so that
 * an answer may free the block of another request than the one that it answers (MSA00).
 */
export class BlocksByPage implements WaitingBlocks {
  private readonly pool: SharedPagePool;
  /** Blocks that wait, by grant reference, the newest last. */
  private readonly waiting = new Map<number, number[]>();

  constructor(pool: SharedPagePool) {
    this.pool = pool;
  }

  add(block: number): number {
    const gref = this.pool.gref[block] as number;
    const others = this.waiting.get(gref);
    if (others === undefined) this.waiting.set(gref, [block]);
    else others.push(block);
    return gref;
  }

  take(id: number): number {
    return this.waiting.get(id)?.pop() ?? -1;
  }

  describeState(note: (value: number) => void): void {
    for (const [gref, blocks] of this.waiting) for (const block of [gref, ...blocks]) note(block);
  }
}
