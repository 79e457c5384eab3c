import type { DeviceName } from '../netchannel/devices.ts';
import type { CHECKSUM_NAMES } from '../wire/checksum-status.ts';
import type { ProbedLink } from './probed-link.ts';

/** What a byte of a frame is to the memory that it was written into. */
export type ByteVerdict =
  /** The same whatever was in the buffer. */
  | 'written'
  /** What was in the buffer at that place: the writer never wrote it. */
  | 'passed-through'
  /** Some of its bits are. */
  | 'some-bits'
  /** What was in the buffer at another place. */
  | 'copied'
  /** Neither, and not the same under all fillings. */
  | 'depends'
  /** Not the same under one filling twice. */
  | 'varies'
  /** There under one filling only, so that nothing can be told. */
  | 'unknown';

/** Bytes of a frame side by side that are of one field and have one verdict. */
export interface Stretch {
  start: number;
  /** One past the last byte. */
  end: number;
  /** Such as `ipv4.tos`. */
  field: string;
  verdict: ByteVerdict;
  /** Of `copied`: where in the buffer the first byte was; null otherwise. */
  from: number | null;
  /** Of `some-bits`: those that are not written; null otherwise. */
  mask: number | null;
}

/** How long a frame is under each filling. */
export interface ProbedLength {
  verdict: 'same' | 'depends' | 'varies';
  /** By filling, in their order; null where there is no frame. */
  under: (number | null)[];
}

/** What a checksum is to the memory that its frame was written into. */
export type ChecksumVerdict =
  /** Right under every filling, and the same. */
  | 'right'
  /** Right under every filling, and not the same: it sums up what passes through, as it is. */
  | 'right-over-old-memory'
  /** Right on clean memory, and wrong on other. */
  | 'wrong-on-old-memory'
  /** Wrong under every filling: not for what was in the buffer. */
  | 'wrong'
  /** Nobody can tell. */
  | 'unverifiable';

export type ChecksumState = 'absent' | 'good' | 'bad' | 'unverifiable';

/** A checksum under one filling. */
export interface ChecksumUnder {
  status: ChecksumState;
  found: number | null;
  /** The value that would be right for the frame as it is. */
  expected: number | null;
}

export interface ProbedChecksum {
  protocol: (typeof CHECKSUM_NAMES)[number];
  /** Of the checksum field in the frame. */
  offset: number;
  field: string;
  verdict: ChecksumVerdict;
  /** It is wrong by what was in its own field: that is summed, and not cleared before. */
  sumsItself: boolean;
  /** By filling, in their order. */
  under: ChecksumUnder[];
}

/** What kind of flaw that is. */
export type FlawRule = 'leak' | 'stale-sum' | 'wrong-checksum' | 'depends';

/** What is told of a flaw besides. */
export type FlawCause =
  /** A field of a header that is not written. */
  | 'left-out'
  /** Bytes among those that are written. */
  | 'hole'
  /** All from there to the end of the frame: the writer says that it wrote more than it did. */
  | 'announced'
  /** Nothing is written at all. */
  | 'nothing-written'
  /** Some bits of bytes that are written otherwise. */
  | 'some-bits'
  /** Old memory is copied to there from elsewhere. */
  | 'copied'
  /** A checksum that is wrong on old memory, or ever. */
  | 'checksum'
  /** Bytes that are computed from old memory. */
  | 'computed'
  /** The frame is not as long under all fillings. */
  | 'length'
  /** There is no frame under some filling. */
  | 'refused';

/** Something that is wrong with the writer. */
export interface Flaw {
  rule: FlawRule;
  cause: FlawCause;
  /** Of the bytes that it is about; of what is about no bytes, 0. */
  start: number;
  end: number;
  /** The fields that those bytes are of, in their order. */
  fields: string[];
}

/** Why there is no frame under a filling. */
export interface Refusal {
  /** Index in the fillings. */
  filling: number;
  why: string;
}

/** One frame of a writer. */
export interface ProbedFrame {
  /** From 1. */
  number: number;
  /** Innermost protocol that was recognised. */
  protocol: string;
  /** One line for a person: `udp 10.0.0.1:9 > 10.0.0.2:9`. */
  flow: string;
  length: ProbedLength;
  /** All bytes of the longest frame, in order. */
  stretches: Stretch[];
  checksums: ProbedChecksum[];
  refusals: Refusal[];
  flaws: Flaw[];
  /** On clean memory. */
  clean: Uint8Array;
  /** On dirty memory: 0xa5 everywhere, or the next filling under which there is a frame. */
  dirty: Uint8Array;
  /** Index of that filling. */
  dirtyFilling: number;
}

/** Exact counts over all frames. */
export interface ProbeTotals {
  frames: number;
  /** Of the longest frame under any filling, as all of these. */
  bytes: number;
  written: number;
  /** Passed through, whole or some bits, or copied. */
  leaked: number;
  depends: number;
  varies: number;
  unknown: number;
  /** Frames that let bytes pass through. */
  leakingFrames: number;
  /** Checksums that are wrong on old memory only, be it for bytes of them that pass through. */
  staleSums: number;
  /** Checksums that are wrong under every filling. */
  wrongChecksums: number;
  /** Flaws that are neither leaks nor checksums: lengths, bytes and ends that depend on old memory. */
  dependencies: number;
  flaws: number;
}

/** What fillings there were. */
export interface FillingText {
  name: string;
  says: string;
}

/** What came of probing a writer. */
export interface ProbeResult {
  /** Bytes of the buffer that it was handed. */
  size: number;
  /** What link its packets are for: `ethernet` for frames, `raw` for IP packets with nothing in front. */
  linkType: ProbedLink;
  /** Whether somebody has said so; if not, it is evident. */
  linkTypeGiven: boolean;
  /** The device whose channel they have crossed; null if the writer was handed plain buffers. */
  device: DeviceName | null;
  fillings: FillingText[];
  /** How many times it was made to write each frame. */
  passes: number;
  frames: ProbedFrame[];
  totals: ProbeTotals;
}
