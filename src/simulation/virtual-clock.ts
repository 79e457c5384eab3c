const NANOSECONDS_PER_SECOND = 1_000_000_000;

/** Frames that cross in one moment are this far apart in the capture, so that they stay in order. */
const FRAME_GAP = 1000;

/**
 * Virtual time: what a run's timestamps are made of. It moves on with the steps of the script, never with the
 * clock on the wall, so that the same script gives the same capture.
 */
export class VirtualClock {
  /** Seconds since 1970. */
  seconds: number;
  /** 0..999,999,999. */
  nanoseconds: number;
  private frameSeconds = -1;
  private frameNanoseconds = 0;

  /** @param epoch - nanoseconds since 1970, not negative */
  constructor(epoch: bigint) {
    this.seconds = Number(epoch / BigInt(NANOSECONDS_PER_SECOND));
    this.nanoseconds = Number(epoch % BigInt(NANOSECONDS_PER_SECOND));
  }

  advance(nanoseconds: number): void {
    this.nanoseconds += nanoseconds;
    if (this.nanoseconds < NANOSECONDS_PER_SECOND) return;
    this.seconds += Math.floor(this.nanoseconds / NANOSECONDS_PER_SECOND);
    this.nanoseconds %= NANOSECONDS_PER_SECOND;
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
