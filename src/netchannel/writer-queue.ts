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

/**
 * One writer at a time: who holds the lock may wait for room; the others queue behind in order (upstream: an
 * Lwt_mutex around the wait for free slots). The lock is handed on before the writer that is done goes on
 * with what it does next, so what that is queues at the end.
 */
export class WriterQueue {
  private readonly waiting: WaitingWrite[] = [];

  /** Whether some writer waits, so that a new one must queue. */
  get locked(): boolean {
    return this.waiting.length > 0;
  }

  add(entry: WaitingWrite): void {
    this.waiting.push(entry);
  }

  /**
   * Lets writers go on, in order, for as long as there is room for the next.
   * @param room - how many slots or pages there are at present
   * @param transmit - does the write; may throw
   */
  run(room: (entry: WaitingWrite) => boolean, transmit: (entry: WaitingWrite) => void): void {
    let entry = this.waiting[0];
    while (entry !== undefined && room(entry)) {
      let failure: Error | undefined;
      try {
        transmit(entry);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        failure = error;
      }
      this.waiting.shift();
      entry.write.settled(failure);
      entry = this.waiting[0];
    }
  }
}
