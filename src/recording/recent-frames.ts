import type { AuditedFrame } from '../audit/audited-frame.ts';
import { MAX_BLOCKS } from '../netchannel/shared-page-pool.ts';

/** Stale bytes of a block are from the last frames that were in it, mostly. */
const FRAMES_A_BLOCK = 4;

/** A frame that was in the pool not long ago. */
export interface RecentFrame {
  bytes: Uint8Array;
  leaks: boolean;
  isDiscarded: boolean;
}

/**
 * The bytes of the last frames that were in each block of the pool: frames that others may turn out to be stale in.
 * However many there are, it takes the same memory.
 */
export class RecentFrames {
  readonly #numbers = new Float64Array(MAX_BLOCKS * FRAMES_A_BLOCK);
  readonly #frames: (RecentFrame | undefined)[] = [];
  readonly #next = new Uint8Array(MAX_BLOCKS);

  /** Keeps a copy of a frame that was in a block. */
  add(frame: AuditedFrame): void {
    if (frame.direction === 'rx') return;
    for (const { id } of frame.blocks()) {
      const next = this.#next[id] as number;
      const at = id * FRAMES_A_BLOCK + next;
      this.#numbers[at] = frame.number;
      this.#frames[at] = {
        bytes: frame.bytes.slice(frame.offset, frame.offset + frame.length),
        leaks: frame.leakedBytes > 0,
        isDiscarded: frame.verdict === 'discarded',
      };
      this.#next[id] = (next + 1) % FRAMES_A_BLOCK;
    }
  }

  /** @returns the frame with this number, if it is still there */
  find(number: number): RecentFrame | undefined {
    const at = this.#numbers.indexOf(number);
    return at < 0 ? undefined : this.#frames[at];
  }
}
