import type { ExposedMemory } from '../audit/exposure-result.ts';
import type {
  BlockStretch,
  ChecksumFailure,
  FrameEntry,
  FrameIdentity,
  Leak,
  LeakRange,
} from '../audit/findings.ts';

/**
 * A run as somebody looks at it: the frames with whose every byte is, and the pool over time. Plain data, bounded
 * however long the run: the first frames are there without a gap, and of the others those that leak most, each with
 * the frames that its stale bytes are from, as far as these are still known.
 */
export interface Recording {
  /** In the order in which they crossed. */
  frames: RecordedFrame[];
  /** How many of them are there without a gap: frames 1 up to this number. */
  unbroken: number;
  /** Of the frames without a gap; if there are several channels, of the uplink. */
  pool: RecordedPool;
  /** The same of the channels of guests, by their names; absent if there is one channel. */
  guestPools?: Record<string, RecordedPool>;
  leftOut: LeftOutFrames;
}

/** What a recording does not show. Sums over the whole run are in its result. */
export interface LeftOutFrames {
  frames: number;
  /** Of these, how many leak. */
  leakingFrames: number;
  /** Of these, how many are discarded. */
  discarded: number;
}

/** A frame that crossed the channel. */
export interface RecordedFrame extends Omit<FrameEntry, 'time'> {
  /** Seconds of virtual time from the first step to its delivery; undefined where nobody noted it. */
  time?: number;
  bytes: Uint8Array;
  /** Where bytes lie that nobody wrote since they were zeroed: start and end, pair after pair. */
  cleared: number[];
  /** Protocol fields, from the first byte to the last. */
  fields: FieldStretch[];
  /** All that is stale in it. */
  leak?: Leak;
  /** Old bytes that it carries on from the frame that it was made of, in which they leaked; absent if none. */
  passedOn?: CarriedRange[];
  /** Its wrong checksums. */
  failures: RecordedFailure[];
  /** What netback could read besides when it took it; absent if nobody looked. */
  exposed?: ExposedMemory;
}

/** Neighbouring old bytes that a frame carries on from the frame that it was made of, in which they leaked. */
export type CarriedRange = Pick<
  LeakRange,
  'start' | 'end' | 'field' | 'nonZero' | 'source' | 'crossRecipient' | 'secrets'
>;

/** Neighbouring bytes of one protocol field. */
export interface FieldStretch {
  /** One past the last byte; it begins where the one before it ends. */
  end: number;
  name: string;
}

/** A wrong checksum, and the sum that was done. */
export interface RecordedFailure extends ChecksumFailure {
  sum?: WordSum;
}

/**
 * How a checksum came about. A right writer sums `packet` alone, with zero in the place of the checksum; what was summed
 * beside it is in `beside`. The complement of all of them together is what the frame carries, if `adds` is true.
 */
export interface WordSum {
  packet: SummedWord[];
  beside: SummedWord[];
  /** Words that `beside` does not tell one by one, and their folded sum. */
  leftOut?: { words: number; sum: number };
  /** Whether the words explain the value that the frame carries. If not, its writer did another sum. */
  adds: boolean;
}

/** A word of 16 bits that went into a sum. */
export interface SummedWord {
  /** Offset from the start of the frame; undefined in a pseudo header, which is in no frame. */
  at?: number;
  value: number;
  /** Protocol field, or what part of the pseudo header. */
  name: string;
  /** The write that left it there, if it is stale. */
  source?: FrameIdentity;
}

/** The blocks of the transmit pool, and what was in them when. */
export interface RecordedPool {
  /** By id. */
  blocks: PoolBlock[];
  /** In the order in which blocks were taken. */
  uses: BlockUse[];
}

/** Half of a page that netback may look into. */
export interface PoolBlock {
  page: number;
  gref: number;
  /** In its page. */
  offset: number;
  /** Frames that had crossed before its page was granted. */
  since: number;
}

/**
 * A block was taken, filled and given back. Moments are told by frames: moment `n` is when frame `n` crosses, so that the
 * first is 1.
 */
export interface BlockUse {
  block: number;
  /** The first moment at which it is taken. */
  from: number;
  /** The first moment at which it is free again; undefined if it never was. */
  to?: number;
  /** Number of the frame that was in it; undefined if it never became one. */
  frame?: number;
  /** Whether the driver zeroed it before it was filled. */
  wasCleared: boolean;
  /** Who put its bytes there, once it was filled: from then on until it is filled again. */
  contents: BlockStretch[];
}
