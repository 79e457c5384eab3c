import { setTimeout } from 'node:timers/promises';
import type { FlushableCapture } from '../../capture-writer/run-capture.ts';
import type { Capture } from '../../simulation/capture/capture.ts';
import type { FrameDetails } from '../../simulation/capture/frame-details.ts';

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

/** A frame whose time has not come. */
interface HeldFrame {
  /** On the wall clock. */
  due: number;
  seconds: number;
  nanoseconds: number;
  bytes: Uint8Array;
  /** If the capture wants them. */
  details: FrameDetails | undefined;
}

/** Timers are no more exact than this. What is due sooner goes out at once. */
const LEAST_WAIT = 1;

/** A machine may have been asleep meanwhile: look at the clock again after so many milliseconds. */
const LONGEST_SLEEP = 1000;

const WALL_CLOCK: WallClock = {
  now: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    // What ends the wait early is not an error.
    await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
  },
};

/**
 * Lets frames through when their virtual time has come: the first at once, the others as much later as their
 * timestamps say, divided by the factor. A run that is late does not wait until it has caught up. No frame is lost, and
 * none overtakes another; those that wait when the signal comes go through at once.
 */
export class PacedCapture implements FlushableCapture {
  readonly describe: Capture['describe'];
  readonly vantage: Capture['vantage'];
  readonly #target: FlushableCapture;
  readonly #factor: number;
  readonly #signal: AbortSignal;
  readonly #clock: WallClock;
  /** In order: frames of the step at hand, which cannot be interrupted. */
  readonly #held: HeldFrame[] = [];
  #originSeconds: number | undefined;
  #originNanoseconds = 0;
  /** Of the next frame. */
  #details: FrameDetails | undefined;
  /** On the wall clock, of the first frame. */
  #start = 0;

  constructor(target: FlushableCapture, { factor, signal, clock = WALL_CLOCK }: Pacing) {
    this.#target = target;
    this.#factor = factor;
    this.#signal = signal;
    this.#clock = clock;
    this.vantage = target.vantage;
    if (target.describe === undefined) this.describe = undefined;
    else this.describe = (details) => (this.#details = details);
  }

  write(seconds: number, nanoseconds: number, bytes: Uint8Array, offset: number, length: number): boolean {
    const due = this.#dueTime(seconds, nanoseconds);
    if (this.#held.length === 0 && !this.#isAhead(due)) {
      if (this.#details !== undefined) this.#target.describe?.(this.#details);
      return this.#target.write(seconds, nanoseconds, bytes, offset, length);
    }
    const copy = bytes.slice(offset, offset + length);
    this.#held.push({ due, seconds, nanoseconds, bytes: copy, details: this.#details });
    return false;
  }

  /** Waits until the frames so far are through. What was through before is sent out meanwhile. */
  async drain(): Promise<void> {
    const target = this.#target;
    for (const { due, seconds, nanoseconds, bytes, details } of this.#held) {
      if (this.#isAhead(due)) {
        await target.flush();
        await this.#waitUntil(due);
      }
      if (details !== undefined) target.describe?.(details);
      if (!target.write(seconds, nanoseconds, bytes, 0, bytes.length)) await target.drain();
    }
    this.#held.length = 0;
    await target.drain();
  }

  flush(): Promise<void> {
    return this.#target.flush();
  }

  async #waitUntil(due: number): Promise<void> {
    for (;;) {
      const left = due - this.#clock.now();
      if (left <= 0 || this.#signal.aborted) return;
      await this.#clock.sleep(Math.min(left, LONGEST_SLEEP), this.#signal);
    }
  }

  #isAhead(due: number): boolean {
    return due - this.#clock.now() >= LEAST_WAIT && !this.#signal.aborted;
  }

  #dueTime(seconds: number, nanoseconds: number): number {
    if (this.#originSeconds === undefined) {
      this.#originSeconds = seconds;
      this.#originNanoseconds = nanoseconds;
      this.#start = this.#clock.now();
    }
    const passed = (seconds - this.#originSeconds) * 1e3 + (nanoseconds - this.#originNanoseconds) / 1e6;
    return this.#start + passed / this.#factor;
  }
}
