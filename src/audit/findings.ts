import type { ChecksumFlag } from '../netchannel/checksum-flags.ts';
import type { NotJudgedGroup } from '../wire/not-judged-counts.ts';

/**
 * What the audit has to say, as plain data. The JSON report carries these records field by field, so a
 * change here is a change of its schema (src/report/json.ts).
 */

/**
 * Who a frame is meant for: the IP destination, for ARP the target's address, otherwise the MAC destination. All
 * addresses of a host that the script declares are one recipient; in sums, the address is that of the first frame.
 */
export interface Recipient {
  kind: 'ipv4' | 'ipv6' | 'mac' | 'unknown';
  /** In the usual notation; '' if unknown. */
  address: string;
  /** The script's name of the host whose address it is; absent if it is nobody's. Who has it is told by it alone. */
  host?: string;
}

/** A frame on the wire, or a write that never became one. */
export interface FrameIdentity {
  /** Position in the capture, counted from 1; null for a write that never became a frame. */
  number: number | null;
  /** Index of the script step that wrote it. */
  step: number;
  /** tx: netfront to netback. */
  direction: 'tx' | 'rx';
  /** Innermost protocol that was recognised: 'udp', 'arp', 'icmp' and so on, or 'ethernet'. */
  protocol: string;
  /** One line for a person: 'udp 10.0.0.1:1234 > 10.0.0.2:53'. */
  flow: string;
  recipient: Recipient;
  /** What its request was pushed with; absent if that is what crossed. `step` is of this, the rest of what crossed. */
  pushed?: PushedFrame;
  /** The channel that it crossed; absent in a run with one channel. */
  channel?: string;
  /** The frame that a firewall made it of; absent if its sender made it. `step` is then that of this frame. */
  forwards?: ForwardedFrame;
}

/** A frame that a firewall made another of. */
export interface ForwardedFrame {
  /** Position in the capture, counted from 1. */
  number: number;
  /** The channel that it came over. */
  channel: string;
}

/** A frame whose block was filled again before netback read it: other bytes crossed. */
export type PushedFrame = Pick<FrameIdentity, 'protocol' | 'flow' | 'recipient'>;

/** Where stale bytes come from. */
export interface StaleSource extends FrameIdentity {
  /** Offset, in what that source wrote, of the first byte. */
  offset: number;
  /**
   * Offset, in the source, of the first byte of its payload, behind the innermost header that was recognised; absent
   * if it has none, and for a write that never became a frame.
   */
  payload?: number;
  /** How many frames before the leaking one it went over the wire; null if it never did. */
  framesAgo: number | null;
  /** Its own request was still to be read: it is a frame that crosses later. */
  isPending?: true;
}

/** Neighbouring stale bytes of one frame that share one source. Offsets count from the start of the frame. */
export interface LeakRange {
  start: number;
  /** One past the last byte. */
  end: number;
  /** The protocol field that `start` falls in: 'ipv4.tos', 'udp.payload', 'ethernet.payload', … */
  field: string;
  /** The stale bytes as they went out, the first 256 at most. */
  bytes: Uint8Array;
  /** How many of all the bytes are not zero. */
  nonZero: number;
  source: StaleSource;
  /**
   * Where the bytes come from if they were old already in the frame that `source` forwards: then it is for whom this was
   * that `crossRecipient` judges by. Absent if they were not.
   */
  origin?: StaleSource;
  /** The source was meant for somebody else than this frame. */
  crossRecipient: boolean;
  /** Checksums of this frame that the writer summed these bytes into: 'ipv4', 'icmp', … */
  summedInto: ChecksumProtocol[];
  /** The secrets in these bytes, in their order: the first ones; absent if there is none. */
  secrets?: LeakedSecret[];
  /** How many more secrets are in these bytes than `secrets` tells; absent if it tells all. */
  secretsLeftOut?: number;
}

/** Ranges that a finding has beside those that it tells. */
export interface LeftOut {
  ranges: number;
  /** Of all of them together. */
  bytes: number;
}

/** Stale bytes of one frame that are of one secret, one after the other. */
export interface LeakedSecret {
  name: string;
  /** Position in the secret of the first byte. */
  offset: number;
  /** Counts from the start of the frame. */
  start: number;
  /** One past the last byte. */
  end: number;
}

/** The stale bytes of one frame. */
export interface Leak {
  frame: FrameIdentity;
  /** Length of the frame. */
  length: number;
  verdict: Verdict;
  /** The first ones. */
  ranges: LeakRange[];
  /** What `ranges` does not tell; absent if it tells all. The sums are of all. */
  leftOut?: LeftOut;
  leakedBytes: number;
  nonZeroBytes: number;
  crossRecipientBytes: number;
  /** Up to EXCERPT_BYTES of the frame around its first stale byte, for a picture of the leak. */
  excerpt: Excerpt;
  /** What a firewall did with the frame, and so with these bytes; absent in a run with one channel. */
  way?: LeakHop[];
}

/** A place on the way of leaked bytes: a frame that they went on in, or where the firewall dropped theirs. */
export interface LeakHop {
  /** The frame that carries them on: its position in the capture, and its channel; null if it was dropped. */
  frame: number | null;
  channel: string | null;
  /** Who the frame is for; null if it was dropped. */
  recipient: Recipient | null;
  /** How many of the leaked bytes are in it; the firewall wrote others in the place of the rest. */
  bytes: number;
  /** How many of these were meant for somebody else than `recipient`. */
  crossRecipientBytes: number;
  /** Why it was dropped; absent if it was not. */
  dropped?: string;
}

/** Neighbouring old bytes that a frame carries on from the one that it was made of, in which they leaked. */
export interface PassedRange {
  /** Offset in the frame of the first byte. */
  start: number;
  /** One past the last byte. */
  end: number;
  source: StaleSource;
  /** The source was meant for somebody else than this frame. */
  crossRecipient: boolean;
}

/** A frame that crossed, with what became of it: a line of a list of frames. */
export interface FrameEntry extends FrameIdentity {
  /** Position in the capture, counted from 1. */
  number: number;
  /** Seconds of virtual time from the first step of the script until its receiver had it. */
  time: number;
  /** Who sent it. */
  sender: Recipient;
  /** Of the frame, in bytes. */
  length: number;
  verdict: Verdict;
  leakedBytes: number;
  nonZeroLeakedBytes: number;
  crossRecipientBytes: number;
  /** Old bytes that it carries on from the frame that it was made of, where they are counted; absent if none. */
  passedOnBytes?: number;
  /** The blocks of the transmit pool that it was in, in order; none for a received frame. */
  blocks: FrameBlock[];
  /** Numbers of the ring's slots that its requests, or for a received frame its responses, were on. */
  slots: number[];
  /** What the ring says about its checksum; absent if nothing. */
  checksum?: ChecksumState;
}

/** What the ring says about the checksum of a frame, and what became of that. */
export interface ChecksumState {
  /** Flags of its first request or response. */
  flags: ChecksumFlag[];
  /** Bytes of payload in each segment that its receiver is to make of it; absent if it is to make none. */
  segmentSize?: number;
  /** Of a frame with csum_blank: whether its checksum is the sum of the pseudo header, as it has to be. */
  partial?: boolean;
  /**
   * What its receiver did. verified: it looked at the checksum as at any other. taken: it did not look. fixed-up: it summed up
   * anew. dropped: it threw the frame away for that. unread: it is a firewall, which looks at no flag and no checksum, and makes
   * its own. Of a frame that is taken or fixed up another checksum may be wrong.
   */
  fate: 'verified' | 'taken' | 'fixed-up' | 'dropped' | 'unread';
}

/** A block of the transmit pool: half a page that netback may look into. */
export interface FrameBlock {
  /** In the pool, from 0; the id of requests on the ring. */
  id: number;
  /** In the pool, from 0. */
  page: number;
  /** Grant reference of the page. */
  gref: number;
  /** Of the block in its page. */
  offset: number;
}

/** Bytes of a frame, for showing. */
export interface Excerpt {
  /** Offset in the frame of the first byte shown; a multiple of 16. */
  start: number;
  bytes: Uint8Array;
}

/** Neighbouring bytes of a block that were put there by the same write, or by nobody since the block was zeroed. */
export interface BlockStretch {
  /** One past the last byte; the stretch begins where the one before it ends. */
  end: number;
  /** Undefined for bytes that are zero since the page was new or was cleared. */
  write?: FrameIdentity;
}

/**
 * delivered: every checksum that there is to verify is right. unverifiable: some checksum cannot be judged. not-judged:
 * nothing wrong was found, but not all of it was looked into.
 */
export type Verdict = 'delivered' | 'discarded' | 'unverifiable' | 'not-judged';

export type ChecksumProtocol = 'ipv4' | 'icmp' | 'udp' | 'tcp' | 'icmpv6' | 'gre';

export type ChecksumCause = 'stale-memory' | 'writer' | 'left-to-card';

/** Stale memory that a checksum was computed over. Offsets count from the start of the frame or block. */
export interface SummedRange {
  start: number;
  end: number;
  source: StaleSource;
}

/** A checksum that the receiver finds wrong; the frame is discarded for it. */
export interface ChecksumFailure {
  frame: FrameIdentity;
  /** What the packet with the checksum is wrapped in, from the outside in; absent if it is the frame's own. */
  within?: string[];
  protocol: ChecksumProtocol;
  /** Offset in the frame of the checksum field. */
  offset: number;
  /** The value that the frame carries. */
  found: number;
  /** The value that would have been right for the frame as it went out. */
  expected: number;
  /**
   * stale-memory: right on clean memory. writer: wrong even then. left-to-card: it is the sum of the pseudo header, which
   * the ring says too, and its receiver does not read that.
   */
  cause: ChecksumCause;
  /** Its receiver, a firewall, has not looked at it. */
  overlooked?: true;
  /** Stale bytes that went into the sum. Those past the end of the frame were summed, but not sent. */
  staleSummed: SummedRange[];
  /** What `staleSummed`, which has the first ranges, does not tell; absent if it tells all. */
  leftOut?: LeftOut;
}

/** Leaks with the same source recipient, the same leaking recipient and the same field. */
export interface LeakGroup {
  /** Who the bytes were meant for. */
  from: Recipient;
  /** Who got them. */
  to: Recipient;
  field: string;
  frames: number;
  bytes: number;
  nonZeroBytes: number;
  crossRecipient: boolean;
  firstFrame: number;
}

/** Checksum failures of one protocol with one cause. */
export interface ChecksumGroup {
  protocol: ChecksumProtocol;
  cause: ChecksumFailure['cause'];
  failures: number;
  firstFrame: number;
}

/** What became of bytes that the script marks as secret. Bytes are told by where they come from, not by their value. */
export interface SecretAccount {
  name: string;
  /** Bytes of it, all marked parts together. */
  length: number;
  /** Who got bytes of it that their frame's own write wrote, who got them first first. */
  sentTo: SecretReach[];
  /** Who got stale bytes of it that were meant for somebody else, who got them first first. */
  disclosedTo: SecretReach[];
}

/** What one recipient got of a secret. */
export interface SecretReach {
  recipient: Recipient;
  /** Different bytes of the secret. */
  bytes: number;
  /** Each byte counted each time. */
  totalBytes: number;
  /** Frames with bytes of the secret. */
  frames: number;
  firstFrame: number;
  /** Numbers of the first 20. */
  firstFrames: number[];
}

/** Counts over the whole run. Every byte of every frame is written, clean or stale. */
export interface AuditTotals {
  frames: number;
  txFrames: number;
  rxFrames: number;
  delivered: number;
  discarded: number;
  unverifiable: number;
  notJudged: number;
  bytes: number;
  writtenBytes: number;
  /** Bytes that nobody wrote since they were overwritten. */
  cleanBytes: number;
  /** Of these, how many hold the pattern that the driver overwrote them with, where it does that. */
  patternedBytes: number;
  /** Stale bytes sent: the leaked bytes, whatever their value. */
  leakedBytes: number;
  nonZeroLeakedBytes: number;
  crossRecipientBytes: number;
  leakingFrames: number;
  /** Frames with leaked bytes that were meant for somebody else. */
  crossRecipientFrames: number;
  checksumFailures: number;
  /** Frames whose bytes were not those any more that their request was pushed with; absent if there was none. */
  notAsPushed?: number;
  /** Leaked bytes that a firewall passed on in frames of its own, and those frames; absent in a run with one channel. */
  passedOnBytes?: number;
  passedOnFrames?: number;
  /** Frames with csum_blank: their checksum is left to the network card. Absent if there was none, as the next ones. */
  leftToCard?: number;
  /** Frames with data_validated alone. */
  validated?: number;
  /** Frames that their receiver is to make segments of. */
  segmented?: number;
  /** Frames whose checksum their receiver summed up anew, because they are to be segmented and have no csum_blank. */
  fixedUp?: number;
  /** Frames that were dropped for what the ring says about their checksum, or does not say. */
  sumsDropped?: number;
  /** Of these, those whose checksums nobody looked at: all other frames that are discarded have a wrong checksum. */
  flagsDropped?: number;
  /** Frames with a wrong checksum that came to a firewall, which looks at none. */
  overlooked?: number;
}

/** What a run found: exact totals, exact groups, and the first findings one by one. */
export interface AuditResult {
  totals: AuditTotals;
  /** Why frames were not judged, most frames first. */
  notJudgedReasons: NotJudgedGroup[];
  checksumGroups: ChecksumGroup[];
  /** The first ones; `totals.checksumFailures` counts all. */
  checksumFailures: ChecksumFailure[];
  /** Most bytes first. */
  leakGroups: LeakGroup[];
  /** The first ones; `totals.leakingFrames` counts all. */
  leaks: Leak[];
  /**
   * The largest of all leaks: most bytes of somebody else's that are not zero, then most bytes of somebody else's, then
   * most that are not zero, then most; null if there is none, or if nothing is to be listed.
   */
  largestLeak: Leak | null;
  /** One for each secret, in the order of the script. */
  secrets: SecretAccount[];
}

/** The most bytes of a frame that an excerpt shows. */
export const EXCERPT_BYTES = 128;
