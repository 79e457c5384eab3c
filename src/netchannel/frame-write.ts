import type { Window } from '../wire/window.ts';

/** A frame that is to be filled. */
export interface UnfilledFrame {
  /** The most that the writer says it will write, in bytes, Ethernet header included. */
  readonly size: number;
  /** Whatever the caller wants to recognise the write by; handed to observers. */
  readonly tag: number;
  /**
   * What the ring is to say about its TCP or UDP checksum: CHECKSUM_BLANK and CHECKSUM_VALIDATED, or-ed together. Nothing
   * if absent, as from every stack of MirageOS.
   */
  readonly checksum?: number;
  /**
   * Fills the buffer.
   * @returns the frame's length
   * @throws if it cannot; then nothing is sent
   */
  fill(window: Window): number;
  /** @returns what fills the buffer alike, but counts for nothing. The frame itself if absent: it may be filled twice */
  onTrial?(): UnfilledFrame;
}

/**
 * A frame to be written: netfront's `write ~size fill` as an object, so that a stream of frames can use one
 * object again and again.
 */
export interface FrameWrite extends UnfilledFrame {
  /** Called when the write has to wait: a copy that will still write the same when its turn comes. */
  retain(): RetainedWrite;
  /** Called when the write has to wait although its frame is finished: it is never filled again. */
  retainFinished(): Retained;
}

/** What is kept of a write that waits. */
export interface Retained {
  readonly tag: number;
  /** Bytes of memory that it takes: roughly, and always as many. What others have anyway does not count. */
  readonly keptBytes: number;
  /** Called when the write has been done, or has failed. */
  settled(error: Error | undefined): void;
}

/** A write that waits and is still to be filled. */
export type RetainedWrite = UnfilledFrame & Retained;

/** Who may write frames: netfront, or netback in the other direction. */
export interface FrameWriter {
  /**
   * Writes a frame now, or when there is room.
   * @returns false if the write has to wait
   * @throws if the write failed at once
   */
  write(frame: FrameWrite): boolean;
}
