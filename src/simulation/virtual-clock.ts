import { Moment } from './moment.ts';

/** Frames that cross in one moment are this far apart in the capture, so that they stay in order. */
const FRAME_GAP = 1000;

/**
 * Virtual time: what a run's timestamps are made of. It moves on with the steps of the script, never with the
 * clock on the wall, so that the same script gives the same capture.
 */
export class VirtualClock extends Moment {
  private frameSeconds = -1;
  private frameNanoseconds = 0;

  /** @param epoch - nanoseconds since 1970, not negative */
  constructor(epoch: bigint) {
    super();
    this.seconds = Number(epoch / 1_000_000_000n);
    this.nanoseconds = Number(epoch % 1_000_000_000n);
  }

  /** When the last frame crossed. */
  lastFrame(): Moment {
    const moment = new Moment();
    moment.seconds = this.frameSeconds;
    moment.nanoseconds = this.frameNanoseconds;
    return moment;
  }

  /** Virtual time leaps, and the last frame with it. */
  override leap(nanoseconds: bigint): void {
    super.leap(nanoseconds);
    const last = this.lastFrame();
    last.leap(nanoseconds);
    this.frameSeconds = last.seconds;
    this.frameNanoseconds = last.nanoseconds;
  }

  /** Moves to when the next frame crosses: now, or as soon as the one before it is through. */
  stampFrame(): void {
    if (
      this.frameSeconds > this.seconds ||
      (this.frameSeconds === this.seconds && this.frameNanoseconds >= this.nanoseconds)
    ) {
      this.seconds = this.frameSeconds;
      this.nanoseconds = this.frameNanoseconds;
      this.advance(FRAME_GAP);
    }
    this.frameSeconds = this.seconds;
    this.frameNanoseconds = this.nanoseconds;
  }
}
