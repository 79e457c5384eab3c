import type { Retained, RetainedWrite } from './frame-write.ts';
import { type FinishedFrame, keepFrame, keptBytesOf } from './private-buffer.ts';

/** A write that waits. */
export type WaitingWrite = UnfilledWrite | FinishedWrite | FailedWrite;

export interface UnfilledWrite {
  write: RetainedWrite;
  /** How many ring slots or pages it needs before it can go on. */
  needed: number;
  finished: undefined;
  failure?: undefined;
}

/** In releases in which the frame is finished before the write begins to wait, or waits on. */
interface FinishedWrite {
  write: Retained;
  needed: number;
  finished: FinishedFrame;
}

/** It was to be finished while it waited, and could not be. */
interface FailedWrite {
  write: Retained;
  needed: 0;
  finished: undefined;
  failure: Error;
}

/** @returns the write with its frame finished, or failed, which is to wait on for what it needs now */
export function finishWaiting(
  { write }: UnfilledWrite,
  fill: () => FinishedFrame,
  needed: (finished: FinishedFrame) => number,
): WaitingWrite {
  try {
    const finished = keepFrame(fill());
    return { write, needed: needed(finished), finished };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { write, needed: 0, finished: undefined, failure: error };
  }
}

/** A power of two. */
const INITIAL_CAPACITY = 16;

/**
 * Bytes of memory that waiting writes may take. Upstream has no bound but the unikernel's memory; here a short script can
 * make millions of writes wait.
 */
export const MOST_WAITING_BYTES = 64 * 1024 * 1024;

/** Bytes that each takes besides what is kept of it: its place in the queue. */
const OWN_BYTES = 64;

/** More waits than fits into memory: unlike a write that fails, it is nothing that the device does. */
export class TooManyWaiting extends RangeError {
  override readonly name = 'TooManyWaiting';

  /** @param count - how many wait already */
  constructor(count: number) {
    super(
      `Cannot let another write wait: ${count} do already, in ${MOST_WAITING_BYTES / 1024 / 1024} MiB of memory; poll more often, or end the stall`,
    );
  }
}

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
  private bytes = 0;

  /** Whether some writer waits, so that a new one must queue. */
  get locked(): boolean {
    return this.count > 0;
  }

  /** How many wait. */
  get length(): number {
    return this.count;
  }

  /** What each that waits was written by, in order. */
  tags(): number[] {
    return Array.from(
      { length: this.count },
      (_, i) => (this.ring[(this.first + i) & (this.ring.length - 1)] as WaitingWrite).write.tag,
    );
  }

  /** Bytes of memory that they take, roughly. */
  get keptBytes(): number {
    return this.bytes;
  }

  /** @throws TooManyWaiting if they would take more than MOST_WAITING_BYTES */
  add(entry: WaitingWrite): void {
    const bytes = this.bytes + bytesOf(entry);
    if (bytes > MOST_WAITING_BYTES) throw new TooManyWaiting(this.count);
    this.bytes = bytes;
    if (this.count === this.ring.length) this.grow();
    this.ring[(this.first + this.count) & (this.ring.length - 1)] = entry;
    this.count++;
  }

  /**
   * Lets writers go on, in order, for as long as there is room for the next.
   * @param room - how many slots or pages there are at present
   * @param transmit - does the write; may throw
   * @param ready - what becomes of a write when it is the first: itself, or a finished one
   */
  run(
    room: (entry: WaitingWrite) => boolean,
    transmit: (entry: WaitingWrite) => void,
    ready?: (entry: WaitingWrite) => WaitingWrite,
  ): void {
    let entry = this.firstOne(ready);
    while (entry !== undefined && room(entry)) {
      let failure: Error | undefined;
      try {
        transmit(entry);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        failure = error;
      }
      this.removeFirst(entry);
      entry.write.settled(failure);
      entry = this.firstOne(ready);
    }
  }

  private firstOne(ready: ((entry: WaitingWrite) => WaitingWrite) | undefined): WaitingWrite | undefined {
    const entry = this.ring[this.first];
    if (entry === undefined || ready === undefined) return entry;
    const readied = ready(entry);
    this.bytes += bytesOf(readied) - bytesOf(entry);
    this.ring[this.first] = readied;
    return readied;
  }

  private removeFirst(entry: WaitingWrite): void {
    this.bytes -= bytesOf(entry);
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

function bytesOf({ write, finished }: WaitingWrite): number {
  return OWN_BYTES + write.keptBytes + (finished === undefined ? 0 : keptBytesOf(finished));
}
