import type { NotJudgedGroup } from '../wire/not-judged-counts.ts';
import type { InspectedFrame, PacketTime } from './inspected-frame.ts';
import type { OldMemory, OldMemoryTotals, SenderHabits } from './old-memory/result.ts';

/**
 * What an inspection of a capture has to say, as plain data. The JSON report carries these records field by field,
 * so a change here is a change of its schema (json-schema.ts).
 */

export type InspectedChecksum = 'ipv4' | 'icmp' | 'udp' | 'tcp' | 'icmpv6' | 'gre';

/**
 * Why a checksum that is not right is no corruption:
 * - zero: it is 0x0000, and no sum of the header
 * - partial: it covers the pseudo header alone
 * - not-ready: the capture says that the sender left it to the card
 * - verified: the capture says that the receiver's card has checked it
 * - segmented: the capture says that a card makes several segments of the packet, or made it of several
 */
export type OffloadCause = 'zero' | 'partial' | 'not-ready' | 'verified' | 'segmented';

/** A checksum that is not that of the frame as it was captured. */
interface OtherChecksum {
  frame: InspectedFrame;
  /** What the packet with the checksum is wrapped in, from the outside in: 'vxlan'; none if it is the frame's own. */
  within: string[];
  /** That packet in one line, null if it is the frame's own. */
  packet: string | null;
  protocol: InspectedChecksum;
  /** Of the checksum field in the frame. */
  offset: number;
  /** The value that the frame carries. */
  found: number;
  /** The value that would be right for the frame as it is. */
  expected: number;
  /** It is not the frame's own, but of the packet that an ICMP error quotes. */
  quoted: boolean;
  /** It is 0, for none, in UDP over IPv6, where there has to be one (RFC 8200, 8.1). */
  missing: boolean;
}

/** A checksum that a receiver of the frame finds wrong. */
export type WrongChecksum = OtherChecksum;

/** A checksum that is left to a network card, so that the frame on the wire may be right. */
export interface OffloadedChecksum extends OtherChecksum {
  cause: OffloadCause;
}

/** Checksums of one protocol and one sender of which some are left to its network card. */
export interface OffloadSender {
  /** MAC address; IP address where there is no Ethernet header. Null for all senders after the first 1024 of a capture. */
  address: string | null;
  protocol: InspectedChecksum;
  left: number;
  /** Those, and all others of the protocol in frames of the sender that are right or wrong. */
  checksums: number;
  /** The first of those that are left. */
  firstFrame: number;
}

/** A frame check sequence that is wrong, although the capture says that there is one. */
export interface WrongFrameCheckSequence {
  frame: InspectedFrame;
  /** Of it in the frame; null for one that only the card saw. */
  offset: number | null;
  /** In network order, as in Wireshark; null likewise. */
  found: number | null;
  expected: number | null;
  /** The capture says that the network card found it wrong. */
  seenByCard: boolean;
}

/**
 * Why it cannot be told whether a frame has padding:
 * - undeclared: nothing tells the length of what it carries
 * - offloaded: its length is left to the network card, which cuts it to segments
 * - cut: it was not captured to its end
 * - inner: a packet in it ends before what carries it does, and the bytes between are not all zeros
 */
export type UnjudgedReason = 'undeclared' | 'offloaded' | 'cut' | 'inner';

export interface UnjudgedPadding {
  reason: UnjudgedReason;
  frames: number;
  firstFrame: number;
}

/** What follows the packet in a frame, and is not all zeros. */
export interface Padding {
  frame: InspectedFrame;
  /** Offset in the packet, as it was captured, of the first byte of padding. */
  start: number;
  /** One past the last byte, a frame check sequence left out. */
  end: number;
  /** How many of the bytes are not zero. */
  nonZero: number;
  /** The bytes, the first 256 at most. */
  bytes: Uint8Array;
}

/** Frames whose innermost recognised protocol is the same. */
export interface ProtocolTotals {
  protocol: string;
  frames: number;
  /** As captured. */
  bytes: number;
  /** Frames with a wrong checksum. */
  discarded: number;
  /** Frames with a checksum that is left to a network card, and no wrong one. */
  offloaded: number;
  /** Frames with a checksum that cannot be judged, and no other that is not right. */
  unverifiable: number;
  /** Frames of which nothing wrong is known, but that were not looked into, or not into all of them. */
  notJudged: number;
}

export interface WrongChecksumGroup {
  protocol: InspectedChecksum;
  failures: number;
  firstFrame: number;
}

export interface LinkTypeTotals {
  /** A LINKTYPE_ number. */
  linkType: number;
  name: string;
  packets: number;
  /** As captured. */
  bytes: number;
}

/** Exact counts over all that was read. */
export interface InspectionTotals extends OldMemoryTotals {
  packets: number;
  /** Blocks that are no packets, but frames to Wireshark, which numbers them with the others. */
  otherRecords: number;
  /** As captured. */
  bytes: number;
  /** On the wire. */
  originalBytes: number;
  /** Packets of which not all was captured. */
  cutPackets: number;
  /** Packets that are neither Ethernet frames nor IP packets of a link layer that is known: not judged. */
  otherPackets: number;
  /** What is looked into, as Ethernet frames: each is delivered, discarded, offloaded, unverifiable or not judged. */
  frames: number;
  /** Every checksum that there is to verify is right. */
  delivered: number;
  /** Some checksum is wrong. */
  discarded: number;
  /** No checksum is wrong, but some are left to a network card. */
  offloaded: number;
  /** No checksum is known to be wrong or left to a card, but some cannot be judged. */
  unverifiable: number;
  /** Packets of which nothing wrong is known, but that were not looked into, or not into all of them; `otherPackets` too. */
  notJudged: number;
  /** Frames with a VLAN tag. */
  taggedFrames: number;
  /** Those that a receiver finds wrong; what is left to a network card is not among them. */
  checksumFailures: number;
  /** Those that are left to a network card. */
  offloadedChecksums: number;
  /** Those of them that cover the pseudo header alone. */
  partialChecksums: number;
  /** Frame check sequences that the capture says are there, and that were verified. */
  frameCheckSequences: number;
  /** Those of them that are wrong, and those that a network card found wrong. */
  wrongFrameCheckSequences: number;
  /** Frames with padding that is all zeros. */
  zeroPaddedFrames: number;
  /** Frames with padding that is not zero. */
  paddedFrames: number;
  /** Bytes of padding that are not zero. */
  paddingBytes: number;
  /** Frames of which it cannot be told whether they have padding, or not of all of it. */
  unjudgedPaddings: number;
}

/** Where the capture could not be read any further. */
export interface CaptureDamage {
  offset: number;
  /** What is wrong there. */
  reason: string;
}

/** What an inspection found: exact totals, and the first findings one by one. */
export interface InspectionResult {
  /** As the user named it; null for standard input. */
  file: string | null;
  /** Such as 'pcap, little-endian, microseconds'. */
  format: string;
  /** False if the capture was damaged, or the inspection stopped. */
  complete: boolean;
  damage: CaptureDamage | null;
  totals: InspectionTotals;
  /** Why packets were not judged, most of them first. */
  notJudgedReasons: NotJudgedGroup[];
  earliest: PacketTime | null;
  latest: PacketTime | null;
  /** Of what is looked into, most frames first. */
  protocols: ProtocolTotals[];
  /** Most packets first. */
  linkTypes: LinkTypeTotals[];
  checksumGroups: WrongChecksumGroup[];
  /** The first ones; `totals.checksumFailures` counts all. */
  checksumFailures: WrongChecksum[];
  /** The first ones; `totals.offloadedChecksums` counts all. */
  offloadedChecksums: OffloadedChecksum[];
  /** Who leaves checksums to a card, most of them first. */
  offloadSenders: OffloadSender[];
  /** The first ones; `totals.wrongFrameCheckSequences` counts all. */
  wrongFrameCheckSequences: WrongFrameCheckSequence[];
  /** The first ones; `totals.paddedFrames` counts all. */
  paddings: Padding[];
  unjudgedPaddings: UnjudgedPadding[];
  /** The first findings; totals count all. */
  oldMemory: OldMemory[];
  /** What each sender pads its frames with, the most telling first. */
  senders: SenderHabits[];
}
