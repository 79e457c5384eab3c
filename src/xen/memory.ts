import { LentBytes } from '../simd/lent-bytes.ts';

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
  readonly #lent: LentBytes;
  /** Stack of free frame numbers, and how many there are. */
  private readonly free: Int32Array;
  private freeCount: number;

  /** @param simd - whether to take SIMD memory, if there is some left; it is then to be released */
  constructor(pages: number, simd = false) {
    this.#lent = new LentBytes(pages * PAGE_SIZE, simd);
    this.bytes = this.#lent.bytes;
    this.view = this.#lent.view;
    const last = this.#lent.start / PAGE_SIZE + pages - 1;
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

  /** Gives a page back. Its bytes stay until it is allocated again. */
  freePage(frame: number): void {
    this.free[this.freeCount++] = frame;
  }

  /** Gives SIMD memory back, for another machine to have it: this one is not to be used any more. */
  release(): void {
    this.#lent.release();
  }
}
