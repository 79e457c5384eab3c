import { SharedPagePool } from './shared-page-pool.ts';

/**
 * A pool in which a block is never lent for one recipient after another: each has pages of its own. When all 256 blocks
 * are given out to others, a free one of theirs is taken over, and has to be zeroed.
 */
export class PoolPerRecipient extends SharedPagePool {
  /** Whom the next block is for: a number from 0. */
  recipient = 0;
  /** Whether the block that was taken last was another recipient's before. */
  isTakenOver = false;
  /** Blocks that are free, the one that came back last last, by recipient. */
  private readonly freeOf: number[][] = [];
  /** Whose each block is. */
  private readonly owner: number[] = [];

  override get empty(): boolean {
    return (this.freeOf[this.recipient]?.length ?? 0) === 0 && this.mayGrow;
  }

  override take(): number {
    this.refuseIfShut();
    const { recipient } = this;
    this.isTakenOver = false;
    const own = this.ownOf(recipient);
    const free = own.pop();
    if (free !== undefined) {
      this.inUse++;
      return free;
    }
    if (!this.mayGrow) return this.takeOver(recipient);
    const id = this.grow();
    this.owner[id] = recipient;
    this.owner[id + 1] = recipient;
    own.push(id + 1);
    this.inUse++;
    return id;
  }

  override freeBlocks(): number[] {
    return this.freeOf.flatMap((blocks) => [...blocks].reverse());
  }

  override describeState(note: (value: number) => void): void {
    super.describeState(note);
    for (const owner of this.owner) note(owner);
  }

  protected override putFree(id: number): void {
    this.ownOf(this.owner[id] as number).push(id);
  }

  protected override forgetFree(): void {
    this.freeOf.length = 0;
  }

  /** Takes the block that has been free longest of whoever has most of them. */
  private takeOver(recipient: number): number {
    let most: number[] = [];
    for (const blocks of this.freeOf) if (blocks.length > most.length) most = blocks;
    const id = most.shift();
    if (id === undefined) throw new RangeError('Cannot take a block: all 256 are in use');
    this.owner[id] = recipient;
    this.isTakenOver = true;
    this.inUse++;
    return id;
  }

  private ownOf(recipient: number): number[] {
    while (this.freeOf.length <= recipient) this.freeOf.push([]);
    return this.freeOf[recipient] as number[];
  }
}
