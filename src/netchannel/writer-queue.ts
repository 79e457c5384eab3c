import type { FrameWrite } from './frame-write.ts';
import type { FinishedFrame } from './private-buffer.ts';

/** A write that waits, with whatever its device has already done for it. */
export interface WaitingWrite {
  /** The retained write. */
  write: FrameWrite;
  /** How many ring slots or pages it needs before it can go on. */
  needed: number;
  /** The finished frame, for releases in which it was finished before the write began to wait. */
  finished: FinishedFrame | undefined;
}

/** A power of two. */
const INITIAL_CAPACITY = 16;

/**
 * One writer at a time: who holds the lock may wait for room; the others queue behind in order (upstream: an
 * Lwt_mutex around the wait for free slots). The lock is handed on before the writer that is done goes on
 * with what it does next, so what that is queues at the end.
 */
export class WriterQueue {
  /** A ring, so that to take one off costs the same however many wait. Its length is a power of two. */
  private ring = new Array<WaitingWrite | undefined>(INITIAL_CAPACITY).fill(undefined);
  private first = 0;
  private count = 0;

  /** Whether some writer waits, so that a new one must queue. */
  get locked(): boolean {
    return this.count > 0;
  }

  add(entry: WaitingWrite): void {
    if (this.count === this.ring.length) this.grow();
    this.ring[(this.first + this.count) & (this.ring.length - 1)] = entry;
    this.count++;
  }

  /**
   * Lets writers go on, in order, for as long as there is room for the next.
   * @param room - how many slots or pages there are at present
   * @param transmit - does the write; may throw
   */
  run(room: (entry: WaitingWrite) => boolean, transmit: (entry: WaitingWrite) => void): void {
    let entry = this.ring[this.first];
    while (entry !== undefined && room(entry)) {
      let failure: Error | undefined;
      try {
        transmit(entry);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        failure = error;
      }
      this.removeFirst();
      entry.write.settled(failure);
      entry = this.ring[this.first];
    }
  }

  private removeFirst(): void {
    this.ring[this.first] = undefined;
    this.first = (this.first + 1) & (this.ring.length - 1);
    this.count--;
  }

  private grow(): void {
    const { ring, first } = this;
    const grown = [...ring.slice(first), ...ring.slice(0, first)];
    while (grown.length < 2 * ring.length) grown.push(undefined);
    this.ring = grown;
    this.first = 0;
  }
}
