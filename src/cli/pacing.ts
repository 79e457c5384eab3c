import { setTimeout } from 'node:timers/promises';
import type { Capture } from '../simulation/capture.ts';

/** A capture that can be told to send out what it holds. */
export interface FlushableCapture extends Capture {
  flush(): Promise<void>;
}

/** How time goes by outside the run. */
export interface WallClock {
  /** Milliseconds; only differences count. */
  now(): number;
  /** Resolves after so many milliseconds, or as soon as `signal` is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface Pacing {
  /** Seconds of virtual time in a second. */
  factor: number;
  /** Ends the waiting. */
  signal: AbortSignal;
  /** The machine's own if absent. */
  clock?: WallClock;
}

/** Timers are no more exact than this. What is due sooner goes out at once. */
const LEAST_WAIT = 1;

/** A machine may have been asleep meanwhile: look at the clock again after so many milliseconds. */
const LONGEST_SLEEP = 1000;

const WALL_CLOCK: WallClock = {
  now: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    // What ends the wait early is not an error.
    await setTimeout(milliseconds, undefined, { signal }).catch(ignore);
  },
};

function ignore(): void {}

/**
 * Lets frames through when their virtual time has come: the first at once, the others as much later as their
 * timestamps say, divided by the factor. Frames that are late are not waited with; no frame is lost or reordered. Of
 * the frames of one step, the last decides.
 */
export class PacedCapture implements FlushableCapture {
  readonly #target: FlushableCapture;
  readonly #pacing: Required<Pacing>;
  #originSeconds: number | undefined;
  #originNanoseconds = 0;
  /** On the wall clock, of the first frame. */
  #start = 0;
  /** On the wall clock, of the last frame that has to wait; undefined if none has to. */
  #due: number | undefined;
  /** Of the frames before those that wait. */
  #flushed: Promise<void> | undefined;

  constructor(target: FlushableCapture, pacing: Pacing) {
    this.#target = target;
    this.#pacing = { clock: WALL_CLOCK, ...pacing };
  }

  write(seconds: number, nanoseconds: number, bytes: Uint8Array, offset: number, length: number): boolean {
    const due = this.#dueTime(seconds, nanoseconds);
    const mustWait = due - this.#pacing.clock.now() >= LEAST_WAIT;
    // The frames so far are due, and must not wait with this one.
    if (mustWait && this.#due === undefined) {
      this.#flushed = this.#target.flush();
      // `drain` tells it, if the run gets there.
      this.#flushed.catch(ignore);
    }
    if (mustWait) this.#due = due;
    const isReady = this.#target.write(seconds, nanoseconds, bytes, offset, length);
    return isReady && this.#due === undefined;
  }

  /** Waits until the frames so far are due, and sends them out. */
  async drain(): Promise<void> {
    const due = this.#due;
    if (due === undefined) return this.#target.drain();
    await this.#flushed;
    const { clock, signal } = this.#pacing;
    for (;;) {
      const left = due - clock.now();
      if (left <= 0 || signal.aborted) break;
      await clock.sleep(Math.min(left, LONGEST_SLEEP), signal);
    }
    this.#due = undefined;
    await this.#target.flush();
  }

  flush(): Promise<void> {
    return this.#target.flush();
  }

  #dueTime(seconds: number, nanoseconds: number): number {
    if (this.#originSeconds === undefined) {
      this.#originSeconds = seconds;
      this.#originNanoseconds = nanoseconds;
      this.#start = this.#pacing.clock.now();
    }
    const passed = (seconds - this.#originSeconds) * 1e3 + (nanoseconds - this.#originNanoseconds) / 1e6;
    return this.#start + passed / this.#pacing.factor;
  }
}
