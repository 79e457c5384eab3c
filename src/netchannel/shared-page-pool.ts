import { CannotWrite } from '../wire/cannot-write.ts';
import type { GrantTable } from '../xen/grant-table.ts';
import { type MachineMemory, PAGE_SIZE } from '../xen/memory.ts';

/** A page is split in halves: an ordinary frame fits into one. */
export const BLOCK_SIZE = PAGE_SIZE / 2;

/** Block ids go from 0 to 255: there are never more blocks than slots on the ring. */
export const MAX_BLOCKS = 256;

/** How many blocks a frame of `bytes` bytes takes. */
export function blocksNeeded(bytes: number): number {
  return Math.ceil(bytes / BLOCK_SIZE);
}

/**
 * The pool of half pages that netfront transmits from (upstream: shared_page_pool.ml). Every page is granted
 * to the backend, read-only, for as long as the pool lives. The last block that came back is the first to be
 * taken again.
 */
export class SharedPagePool {
  /** Grant reference of each block's page. */
  readonly gref: Uint32Array = new Uint32Array(MAX_BLOCKS);
  /** Offset of each block in its page. */
  readonly offset: Uint16Array = new Uint16Array(MAX_BLOCKS);
  /** Offset of each block in machine memory. */
  readonly address: Uint32Array = new Uint32Array(MAX_BLOCKS);
  /** The id that the next new block gets. */
  nextId = 0;
  /** Blocks that are taken at present. */
  inUse = 0;
  /** The most pages that were granted at a time. */
  pagesGranted = 0;
  protected readonly memory: MachineMemory;
  private readonly free = new Uint16Array(MAX_BLOCKS);
  private freeCount = 0;
  private readonly grants: GrantTable;
  private readonly backend: number;
  private shut = false;

  constructor(memory: MachineMemory, grants: GrantTable, backend: number) {
    this.memory = memory;
    this.grants = grants;
    this.backend = backend;
  }

  /** Whether the next `take` will allocate a page. */
  get empty(): boolean {
    return this.freeCount === 0;
  }

  /** How many blocks can be taken at present. */
  get left(): number {
    return MAX_BLOCKS - this.inUse;
  }

  /**
   * Takes a block: the one that came back last, or else the first half of a new page.
   * @returns its id
   * @throws RangeError if all 256 are taken
   * @throws CannotWrite after `shutdown`
   */
  take(): number {
    this.refuseIfShut();
    if (this.freeCount > 0) {
      this.inUse++;
      return this.free[--this.freeCount] as number;
    }
    if (!this.mayGrow) throw new RangeError('Cannot take a block: all 256 are in use');
    const id = this.grow();
    this.free[this.freeCount++] = id + 1;
    this.inUse++;
    return id;
  }

  /** Puts a block back on top of the free list, with whatever is in it. */
  put(id: number): void {
    this.putFree(id);
    this.inUse--;
    if (this.shut && this.inUse === 0) this.unGrant();
  }

  /** The unikernel has something of its own in this page, behind what it may build packets in. */
  hold(_frame: number): void {
    // Of no concern to a pool that has pages of its own.
  }

  /** Grant references of its pages, in the order in which they came. */
  pages(): number[] {
    const grefs: number[] = [];
    for (let id = 0; id < this.nextId; id += 2) grefs.push(this.gref[id] as number);
    return grefs;
  }

  /** Ids of the free blocks, the one to be taken next first. */
  freeBlocks(): number[] {
    return [...this.free.subarray(0, this.freeCount)].reverse();
  }

  /** Tells, as numbers, which blocks there are, and in which order they will be taken. */
  describeState(note: (value: number) => void): void {
    note(this.nextId);
    for (const block of this.freeBlocks()) note(block);
  }

  /** Whether netback may read the page of the block with this id. */
  isGranted(id: number): boolean {
    return id < this.nextId && !(this.shut && this.inUse === 0);
  }

  /** A copy of what a block holds from `start` up to, not including, `end`. */
  bytesOf(id: number, start: number, end: number): Uint8Array {
    const at = this.address[id] as number;
    return this.memory.bytes.slice(at + start, at + end);
  }

  /** Lets no more blocks out. The pages are un-granted and freed once the last block is back. */
  shutdown(): void {
    this.shut = true;
    if (this.inUse === 0) this.unGrant();
  }

  /** @throws CannotWrite after `shutdown` */
  protected refuseIfShut(): void {
    if (this.shut) throw new CannotWrite('Cannot take a block: the pool was shut down');
  }

  /** Whether there are fewer than 256 blocks. */
  protected get mayGrow(): boolean {
    return this.nextId < MAX_BLOCKS;
  }

  /** Allocates and grants a page. @returns the id of its first half; that of the second is the next */
  protected grow(): number {
    const frame = this.memory.allocatePage();
    const gref = this.grant(frame);
    const id = this.nextId;
    this.nextId += 2;
    this.pagesGranted++;
    this.addHalf(id, gref, frame, 0);
    this.addHalf(id + 1, gref, frame, BLOCK_SIZE);
    return id;
  }

  /** @returns the reference by which netback may read the page */
  protected grant(frame: number): number {
    const gref = this.grants.get();
    this.grants.grantAccess(gref, this.backend, frame, false);
    return gref;
  }

  protected addHalf(id: number, gref: number, frame: number, offset: number): void {
    this.gref[id] = gref;
    this.offset[id] = offset;
    this.address[id] = frame * PAGE_SIZE + offset;
  }

  protected putFree(id: number): void {
    this.free[this.freeCount++] = id;
  }

  protected forgetFree(): void {
    this.freeCount = 0;
  }

  /** Un-grants and frees the page of a block. */
  protected returnPage(id: number): void {
    this.memory.freePage(this.unGrantPage(id));
  }

  /** @returns the frame number of the page, which is not free yet */
  protected unGrantPage(id: number): number {
    const gref = this.gref[id] as number;
    const frame = this.grants.endAccess(gref);
    this.grants.put(gref);
    return frame;
  }

  private unGrant(): void {
    // In the order of the free list, a page with its first half.
    for (const id of this.freeBlocks()) if (this.offset[id] === 0) this.returnPage(id);
    this.forgetFree();
  }
}
