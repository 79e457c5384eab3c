import { MAX_BLOCKS } from './shared-page-pool.ts';

const NONE = -1;

/**
 * Which blocks belong to one frame, so that whoever sent it hears of a refusal once, when all of its blocks have been
 * answered. A frame of one block needs no entry.
 */
export class SeveralAnswers {
  /** The entry that each block belongs to; NONE if it is a frame by itself. */
  private readonly entryOf = new Int16Array(MAX_BLOCKS).fill(NONE);
  /** Of each entry, how many blocks have not been answered, and whether one has been refused. */
  private readonly missing = new Uint16Array(MAX_BLOCKS);
  private readonly hasFailed = new Uint8Array(MAX_BLOCKS);

  /** Begins a frame. @returns its entry: there are as many as there are blocks, so that one is free */
  begin(): number {
    const entry = this.missing.indexOf(0);
    this.hasFailed[entry] = 0;
    return entry;
  }

  /** The block belongs to the frame. */
  add(entry: number, block: number): void {
    this.entryOf[block] = entry;
    this.missing[entry] = (this.missing[entry] as number) + 1;
  }

  /** A block was answered. @returns whether its frame is over now, and some of it was refused */
  answered(block: number, isRefused: boolean): boolean {
    const entry = this.entryOf[block] as number;
    if (entry === NONE) return isRefused;
    this.entryOf[block] = NONE;
    if (isRefused) this.hasFailed[entry] = 1;
    const missing = (this.missing[entry] as number) - 1;
    this.missing[entry] = missing;
    return missing === 0 && this.hasFailed[entry] === 1;
  }
}
