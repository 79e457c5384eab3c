import type { InspectedFrame } from '../inspected-frame.ts';

/**
 * Where in a frame old memory was found:
 * - padding: behind what the packet declares
 * - reserved: in a field that has to be zero
 * - body: in what the packet carries
 */
export type OldMemoryPlace = 'padding' | 'reserved' | 'body';

/**
 * What tells that bytes are old memory, from strong to weak:
 * - same-offset: they were at the same offset in an earlier frame that the sender sent or got: a buffer that was used again
 * - shifted: they were in an earlier frame, at another offset
 * - poison: a value that memory is filled with when it is freed or handed out
 * - pointer: an address of the kernel
 * - secret: what the user said must not be seen there
 * - text: printable characters behind the packet
 * - not-zero: a field that has to be zero and is not, or that the sender does not set
 */
export type Evidence = 'same-offset' | 'shifted' | 'poison' | 'pointer' | 'secret' | 'text' | 'not-zero';

/** The earlier frame that bytes were in. */
export interface OldMemorySource {
  /** As Wireshark counts. */
  frame: number;
  flow: string;
  /** Whom it was meant for; '' if the link does not tell. */
  recipient: string;
  /** Of the bytes in its packet. */
  offset: number;
  /** Who sends the bytes now has received that frame, and not sent it; absent otherwise. */
  received?: true;
}

/** A stretch of a frame that is old memory, or looks like it. */
export interface OldMemory {
  frame: InspectedFrame;
  place: OldMemoryPlace;
  evidence: Evidence;
  /** Offset in the packet as it was captured. */
  start: number;
  /** One past the last byte. */
  end: number;
  /** The protocol field that it begins in. */
  field: string;
  /** The poison, pointer or secret, or why a field that may be set was not; null for other evidence. */
  what: string | null;
  /** Null if no earlier frame holds the bytes. */
  source: OldMemorySource | null;
  /** The source was meant for somebody else, who did not send it either; false if there is none, or if that is not known. */
  crossRecipient: boolean;
  /** The link does not tell whom one of the two frames was for; absent if it does. */
  recipientUntold?: true;
  /** Who gets the bytes had sent them; absent otherwise. */
  returned?: true;
  /** The bytes, the first 256 at most. */
  bytes: Uint8Array;
}

/**
 * What a sender pads its short frames with:
 * - earlier-frames, poison: old memory of these kinds
 * - varying: bytes that are not the same in all frames, and not zero: old memory, most likely
 * - constant: the same bytes in all frames: a trailer that some device appends
 * - zeros: as it should
 * - unpadded: frames shorter than 60 bytes: captured before its card padded them
 * - none: it sent no short frames
 */
export type PaddingHabit =
  | 'earlier-frames'
  | 'poison'
  | 'varying'
  | 'constant'
  | 'zeros'
  | 'unpadded'
  | 'none';

/** What the frames of one sender show. */
export interface SenderHabits {
  /** MAC address, or IP address where the link has none. Null for all senders after the first 1024, and for who is not told. */
  address: string | null;
  padding: PaddingHabit;
  frames: number;
  /** Frames below 60 bytes. */
  shortFrames: number;
  zeroPadded: number;
  /** Frames with padding that is not zero. */
  otherPadded: number;
  /** Those of them whose padding is from earlier frames, and whose padding is poison. */
  earlierPadded: number;
  poisonPadded: number;
  /** Frames with bytes of earlier frames anywhere, and how many bytes. */
  staleFrames: number;
  staleBytes: number;
  /** Those bytes that were meant for somebody else. */
  crossRecipientBytes: number;
  /** Frames with poison anywhere. */
  poisonFrames: number;
  kernelPointers: number;
  /**
   * The frame that shows most: bytes that were meant for somebody else, other bytes of earlier frames, poison and pointers,
   * padding that is not that of a frame before. 0 if there is none.
   */
  mostTelling: number;
}

/** Exact counts over all frames. */
export interface OldMemoryTotals {
  /** Of every kind of evidence. */
  oldMemoryFindings: number;
  /** Frames with bytes of earlier frames; those bytes; and those of them that were meant for somebody else. */
  staleFrames: number;
  staleBytes: number;
  crossRecipientBytes: number;
  staleFindings: number;
  poisonFindings: number;
  poisonFrames: number;
  poisonBytes: number;
  kernelPointers: number;
  /** How often a secret was seen where it must not be. */
  secretsSeen: number;
  /** Bytes of fields that have to be zero and are not, in how many frames. */
  reservedFrames: number;
  reservedBytes: number;
}
