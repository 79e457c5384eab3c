import { Moment } from './moment.ts';

/** Frames that cross in one moment are so many nanoseconds apart in the capture, so that they stay in order. */
const FRAME_GAP = 1000;

/** In the place of seconds since 1970. */
const BEFORE_ALL_TIME = -1;

/**
 * Virtual time: what a run's timestamps are made of. It moves on with the steps of the script, never with the
 * clock on the wall, so that the same script gives the same capture.
 */
export class VirtualClock extends Moment {
  /** When the last frame crossed; before all time if none has. */
  readonly lastFrame = new Moment();

  /** @param epoch - nanoseconds since 1970, not negative */
  constructor(epoch: bigint) {
    super();
    this.lastFrame.seconds = BEFORE_ALL_TIME;
    this.leap(epoch);
  }

  /** Moves to when the next frame crosses: now, or as soon as the one before it is through. */
  stampFrame(): void {
    const { lastFrame } = this;
    if (!lastFrame.isBefore(this)) {
      this.set(lastFrame);
      this.advance(FRAME_GAP);
    }
    lastFrame.set(this);
  }
}
