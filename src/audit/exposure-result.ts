import type { LeakedSecret, Recipient, StaleSource } from './findings.ts';

/** Where exposed bytes lie, seen from the frame that netback takes. */
export type ExposedPlace = 'behind the frame' | 'other half of its page' | 'another page';

/** Bytes that netback could read when it took a frame, and that no request told of. */
export interface ExposedInFrame {
  bytes: number;
  /** Of these, how many netback has never been told of. */
  neverSent: number;
  /** Of all, how many were meant for somebody else than the frame. */
  crossRecipient: number;
}

/** All that was exposed when a frame was taken, piece by piece. */
export interface ExposedMemory extends ExposedInFrame {
  /** By owner, most first. */
  owners: ExposedOwner[];
  /** Behind the frame first, then on its page, then elsewhere. */
  pieces: ExposedPiece[];
  /** Pieces that are not told. */
  leftOut: number;
}

/** What of one owner was exposed when a frame was taken. */
export interface ExposedOwner {
  /** Who the bytes were meant for. */
  owner: Recipient;
  bytes: number;
  neverSent: number;
}

/** Neighbouring bytes of one write in one block. */
export interface ExposedPiece {
  block: number;
  /** Offset in the block. */
  start: number;
  /** One past the last byte. */
  end: number;
  place: ExposedPlace;
  seen: boolean;
  crossRecipient: boolean;
  /** The write that left them there. */
  source: StaleSource;
  /** The first ones, as far as there is room. */
  bytes: Uint8Array;
  /** Secrets in them; offsets as `start` and `end`. Absent if there are none. */
  secrets?: LeakedSecret[];
}

/** Exposed bytes of one owner in one place, all seen before or none. */
export interface ExposedGroup {
  /** Who the bytes were meant for. */
  owner: Recipient;
  place: ExposedPlace;
  /** Whether netback has been told of them before, in a frame that it took. */
  seen: boolean;
  /** How many frames were taken meanwhile. */
  frames: number;
  firstFrame: number;
  /** How long, in seconds of virtual time, from frame to frame. */
  seconds: number;
  /** Each byte counted for each frame. */
  byteFrames: number;
  /** The same of those that were meant for somebody else than the frame. */
  crossRecipientByteFrames: number;
  /** The most at a time. */
  mostBytes: number;
}

/** How much of a secret was exposed. */
export interface ExposedSecret {
  name: string;
  length: number;
  /** Different bytes of it. */
  bytes: number;
  frames: number;
  /** Null if none was. */
  firstFrame: number | null;
  /** Different bytes of it that were exposed before netback had been told of them, or without that. */
  neverSentBytes: number;
}

/** What netback could read through grants, besides what it was told of. */
export interface ExposureResult {
  /** Frames from netfront that netback took: so often it was looked. */
  frames: number;
  /** How many of them there was something exposed with. */
  exposedFrames: number;
  byteFrames: number;
  crossRecipientByteFrames: number;
  /** The most at a time. */
  mostBytes: number;
  /** The most at a time of which netback has never been told. */
  mostNeverSent: number;
  /** Most first. */
  groups: ExposedGroup[];
  secrets: ExposedSecret[];
}
