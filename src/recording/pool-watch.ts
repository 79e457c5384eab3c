import type { Audit } from '../audit/audit.ts';
import type { BlockStretch } from '../audit/findings.ts';
import { BlockNames } from '../netchannel/block-names.ts';
import type { DeliveredFrame, NetchannelObserver } from '../netchannel/observer.ts';
import type { SharedPagePool } from '../netchannel/shared-page-pool.ts';
import type { BlockUse, PoolBlock, RecordedPool } from './recording.ts';

type Event<Name extends keyof NetchannelObserver> = Parameters<NonNullable<NetchannelObserver[Name]>>;

/** A use of a block that is not over. */
interface OpenUse extends BlockUse {
  /** Its frame is over, however it ended: once the block is free again, so is the use. */
  isSettled: boolean;
}

/**
 * Watches a channel, and notes which block of the pool is taken when, and what is in it then. It is to be told of all
 * after the audit is.
 */
export class PoolWatch implements Partial<NetchannelObserver> {
  readonly #audit: Pick<Audit, 'totals' | 'contentsOf'>;
  readonly #pool: () => SharedPagePool;
  readonly #most: number;
  readonly #crossed: (moment: number) => void;
  readonly #names = new BlockNames();
  readonly #blocks: PoolBlock[] = [];
  readonly #uses: BlockUse[] = [];
  readonly #open = new Map<number, OpenUse>();
  readonly #cleared = new Set<number>();
  /** Of frames that were finished elsewhere, by the block that they begin in: what was written of them, start and end, pair after pair. */
  readonly #written = new Map<number, readonly number[]>();

  /**
   * @param pool - of the channel that is watched; asked for when there is something to be watched
   * @param most - frames after which nothing is noted any more
   * @param crossed - is told that a frame has crossed, and has all who watch channels of this run look what is free by now
   */
  constructor(
    audit: Pick<Audit, 'totals' | 'contentsOf'>,
    pool: () => SharedPagePool,
    most: number,
    crossed: (moment: number) => void,
  ) {
    this.#crossed = crossed;
    this.#audit = audit;
    this.#pool = pool;
    this.#most = most;
  }

  /** What has been noted so far. */
  pool(): RecordedPool {
    this.closeFree(this.#now);
    const plain = ({ isSettled: _, ...use }: BlockUse & { isSettled?: boolean }): BlockUse => use;
    return { blocks: [...this.#blocks], uses: this.#uses.map(plain) };
  }

  /**
   * Where bytes of the frame that is being told are zero, because nobody wrote them since they were zeroed.
   * @param block - that it begins in
   * @returns start and end, pair after pair
   */
  clearedIn(block: number, length: number): number[] {
    const elsewhere = this.#written.get(block);
    return elsewhere === undefined ? cleared(this.#audit.contentsOf(block), length) : gaps(elsewhere, length);
  }

  poolGrown(block: number, gref: number): void {
    this.#names.addPage(block, gref);
    const pool = this.#pool();
    for (const id of [block, block + 1]) {
      const gref = pool.gref[id] as number;
      const offset = pool.offset[id] as number;
      this.#blocks[id] = { page: id >> 1, gref, offset, since: this.#audit.totals.frames };
    }
  }

  blockMoved(block: number, gref: number): void {
    this.#names.addPage(block, gref);
  }

  blockCleared(block: number): void {
    this.#cleared.add(block);
  }

  blockFilled(block: number): void {
    this.#written.delete(block);
    this.#take(block);
  }

  fillFailed(block: number): void {
    this.#take(block);
    // It goes back to the pool at once.
    const use = this.#open.get(block);
    if (use === undefined) return;
    use.to = use.from;
    use.contents = this.#audit.contentsOf(block);
    this.#open.delete(block);
  }

  blockCopied(...[block, , frameOffset, { footprint }]: Event<'blockCopied'>): void {
    if (frameOffset === 0) this.#written.set(block, footprint.runs);
    this.#take(block);
  }

  delivered(frame: DeliveredFrame): void {
    const { frames } = this.#audit.totals;
    if (frames > this.#most) return;
    this.#crossed(frames);
    if (frame.direction === 'tx') this.#settle(frame, frames);
  }

  withheld(frame: DeliveredFrame): void {
    this.#settle(frame, undefined);
  }

  /** Nobody tells when a block comes back, so that it is looked up: what is free by now was free at this moment. */
  closeFree(moment: number): void {
    if (this.#open.size === 0) return;
    const free = new Set(this.#pool().freeBlocks());
    for (const [block, use] of this.#open) {
      if (!use.isSettled || !free.has(block)) continue;
      use.to = moment;
      this.#open.delete(block);
    }
  }

  get #isOver(): boolean {
    return this.#audit.totals.frames >= this.#most;
  }

  /** The moment of the next frame. */
  get #now(): number {
    return this.#audit.totals.frames + 1;
  }

  #take(block: number): void {
    if (this.#isOver) return;
    const before = this.#open.get(block);
    if (before !== undefined) before.to = this.#now;
    const wasCleared = this.#cleared.delete(block);
    const use: OpenUse = { block, from: this.#now, wasCleared, contents: [], isSettled: false };
    this.#open.set(block, use);
    this.#uses.push(use);
  }

  #settle({ messages, first, end }: DeliveredFrame, number: number | undefined): void {
    for (let i = first; i < end; i++) {
      const id = this.#names.of(messages.at(i));
      const use = this.#open.get(id);
      if (use === undefined || use.isSettled) continue;
      use.isSettled = true;
      if (number !== undefined) use.frame = number;
      use.contents = this.#audit.contentsOf(id);
    }
  }
}

function cleared(contents: readonly BlockStretch[], length: number): number[] {
  const found: number[] = [];
  let start = 0;
  for (const { end, write } of contents) {
    if (start >= length) break;
    if (write === undefined) found.push(start, Math.min(end, length));
    start = end;
  }
  return found;
}

/** @returns what `runs` leave out of the first `length` bytes */
function gaps(runs: readonly number[], length: number): number[] {
  const left: number[] = [];
  let at = 0;
  for (let i = 0; i < runs.length && at < length; i += 2) {
    const from = runs[i] as number;
    if (from > at) left.push(at, Math.min(from, length));
    at = Math.max(at, runs[i + 1] as number);
  }
  if (at < length) left.push(at, length);
  return left;
}
