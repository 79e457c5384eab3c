import { MAX_BLOCKS, SharedPagePool } from './shared-page-pool.ts';

/**
 * No pool at all: each block is the first half of a page that is allocated, zeroed and granted for it, and given back
 * when it is answered.
 */
export class FreshPages extends SharedPagePool {
  /** 1 for each block that is taken. */
  private readonly taken = new Uint8Array(MAX_BLOCKS);
  private readonly ids: number[] = Array.from({ length: MAX_BLOCKS }, (_, i) => MAX_BLOCKS - 1 - i);

  /** There is nothing that could be used again. */
  override get empty(): boolean {
    return false;
  }

  override take(): number {
    this.refuseIfShut();
    const id = this.ids.pop();
    if (id === undefined) throw new RangeError('Cannot take a block: all 256 are in use');
    const frame = this.takePage(id);
    this.addHalf(id, this.grant(frame), frame, 0);
    if (id >= this.nextId) this.nextId = id + 1;
    this.inUse++;
    this.taken[id] = 1;
    this.pagesGranted = Math.max(this.pagesGranted, this.inUse);
    return id;
  }

  override pages(): number[] {
    const grefs: number[] = [];
    for (let id = 0; id < this.nextId; id++) if (this.taken[id] === 1) grefs.push(this.gref[id] as number);
    return grefs;
  }

  override freeBlocks(): number[] {
    return [];
  }

  override describeState(note: (value: number) => void): void {
    super.describeState(note);
    for (const id of this.ids) note(id);
  }

  override isGranted(id: number): boolean {
    return this.taken[id] === 1;
  }

  /** @returns the frame number of a page whose first half is zero */
  protected takePage(_id: number): number {
    return this.memory.allocatePage();
  }

  protected override putFree(id: number): void {
    this.ids.push(id);
    this.taken[id] = 0;
    this.returnPage(id);
  }
}
