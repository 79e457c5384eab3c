/** Where frames go as they cross the channel, in order. */
export interface Capture {
  /**
   * Takes a frame.
   * @param seconds - virtual time since 1970, whole seconds
   * @param nanoseconds - of that time, 0..999,999,999
   * @returns false if the caller should await `drain` before it goes on
   */
  write(seconds: number, nanoseconds: number, bytes: Uint8Array, offset: number, length: number): boolean;
  /** Settles when more can be taken. */
  drain(): Promise<void>;
}
