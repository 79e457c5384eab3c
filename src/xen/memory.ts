import { ORDINARY_MEMORY } from '../simd/arena.ts';

/** Bytes in a page of memory (XEN_PAGE_SIZE). */
export const PAGE_SIZE = 4096;

/**
 * The machine's memory that domains can share: one fixed stretch of bytes, handed out in pages. Rings, pool
 * blocks and receive pages all lie in it, so that what one domain reads is what another one stored there.
 *
 * A page is named by its frame number; its first byte is at `frame * PAGE_SIZE`. Frame numbers begin with 0, but not in
 * SIMD memory, which machines share.
 */
export class MachineMemory {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Stack of free frame numbers, and how many there are. */
  private readonly free: Int32Array;
  private freeCount: number;

  /** @param arena - that lends it memory. Ordinary memory if absent */
  constructor(pages: number, arena = ORDINARY_MEMORY) {
    const { bytes, view, start } = arena.lend(pages * PAGE_SIZE);
    this.bytes = bytes;
    this.view = view;
    const last = start / PAGE_SIZE + pages - 1;
    this.free = new Int32Array(pages);
    for (let i = 0; i < pages; i++) this.free[i] = last - i;
    this.freeCount = pages;
  }

  /**
   * Allocates a page, zeroed, as Mini-OS does for I/O pages.
   * @returns its frame number
   * @throws RangeError if no page is left
   */
  allocatePage(): number {
    if (this.freeCount === 0) throw new RangeError('Cannot allocate a page: the machine has no memory left');
    const frame = this.free[--this.freeCount] as number;
    this.bytes.fill(0, frame * PAGE_SIZE, (frame + 1) * PAGE_SIZE);
    return frame;
  }

  /** How many pages can still be allocated. */
  get freePages(): number {
    return this.freeCount;
  }

  /** Gives a page back. Its bytes stay until it is allocated again. */
  freePage(frame: number): void {
    this.free[this.freeCount++] = frame;
  }
}
