import { MAX_BLOCKS, SharedPagePool } from './shared-page-pool.ts';

/**
 * No pool at all: each block is the first half of a page that is allocated, zeroed and granted for it, and given back
 * when it is answered.
 */
export class FreshPages extends SharedPagePool {
  private readonly ids: number[] = Array.from({ length: MAX_BLOCKS }, (_, i) => MAX_BLOCKS - 1 - i);

  /** There is nothing that could be used again. */
  override get empty(): boolean {
    return false;
  }

  override take(): number {
    this.refuseIfShut();
    const id = this.ids.pop();
    if (id === undefined) throw new RangeError('Cannot take a block: all 256 are in use');
    const frame = this.memory.allocatePage();
    this.addHalf(id, this.grant(frame), frame, 0);
    if (id >= this.nextId) this.nextId = id + 1;
    this.inUse++;
    this.pagesGranted = Math.max(this.pagesGranted, this.inUse);
    return id;
  }

  override freeBlocks(): number[] {
    return [];
  }

  override describeState(note: (value: number) => void): void {
    super.describeState(note);
    for (const id of this.ids) note(id);
  }

  protected override putFree(id: number): void {
    this.ids.push(id);
    this.returnPage(id);
  }
}
