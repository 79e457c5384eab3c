import type { FrameDetails } from './frame-details.ts';
import type { Vantage } from './vantage.ts';

/** Where frames go as they cross the channel, in order. */
export interface Capture {
  /**
   * Takes a frame.
   * @param seconds - virtual time since 1970, whole seconds
   * @param nanoseconds - of that time, 0..999,999,999
   * @returns false if the caller should await `drain` before it goes on
   */
  write(seconds: number, nanoseconds: number, bytes: Uint8Array, offset: number, length: number): boolean;
  /**
   * Takes what there is to know of a frame, just before `write` takes the frame. To find it out takes time for each
   * frame and finding, so that it is left out for captures without this method.
   */
  readonly describe?: ((details: FrameDetails) => void) | undefined;
  /**
   * From where the frames are seen. At `receiver`, as without this, they come as they cross, with the time when the
   * receiver has them. At an end of the channel they have the time when they are there, and what that end sends comes
   * even if it never crosses.
   */
  readonly vantage?: Vantage | undefined;
  /** Settles when more can be taken. */
  drain(): Promise<void>;
}
