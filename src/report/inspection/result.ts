import type { NotJudgedGroup } from '../../wire/not-judged-counts.ts';

/**
 * What an inspection of a capture has to say, as plain data. The JSON report carries these records field by field,
 * so a change here is a change of its schema (json-schema.ts).
 */

/** When a packet was captured, since 1970. */
export interface PacketTime {
  seconds: number;
  nanoseconds: number;
}

export interface InspectedFrame {
  /** Position in the capture, from 1. */
  number: number;
  /** Null if the capture does not say. */
  time: PacketTime | null;
  /** Innermost protocol that was recognised: 'udp', 'arp', 'icmp' and so on, or 'ethernet'. */
  protocol: string;
  /** One line for a person: 'udp 10.0.0.1:1234 > 10.0.0.2:53'. */
  flow: string;
}

export type InspectedChecksum = 'ipv4' | 'icmp' | 'udp' | 'tcp' | 'icmpv6';

/** A checksum that a receiver of the frame finds wrong. */
export interface WrongChecksum {
  frame: InspectedFrame;
  protocol: InspectedChecksum;
  /** Of the checksum field in the frame. */
  offset: number;
  /** The value that the frame carries. */
  found: number;
  /** The value that would be right for the frame as it is. */
  expected: number;
  /** It is not the frame's own, but of the packet that an ICMP error quotes. */
  quoted: boolean;
  /** It covers the pseudo header alone: left to the network card, so that the frame on the wire may be right. */
  partial: boolean;
}

/** What follows the packet in a frame, and is not all zeros. */
export interface Padding {
  frame: InspectedFrame;
  /** Offset in the frame of the first byte of padding. */
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
  /** Frames with a checksum that cannot be judged, and no wrong one. */
  unverifiable: number;
  /** Frames of which nothing wrong is known, but that were not looked into, or not into all of them. */
  notJudged: number;
}

export interface WrongChecksumGroup {
  protocol: InspectedChecksum;
  failures: number;
  partial: number;
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
export interface InspectionTotals {
  packets: number;
  /** As captured. */
  bytes: number;
  /** On the wire. */
  originalBytes: number;
  /** Packets of which not all was captured. */
  cutPackets: number;
  /** Packets that are neither Ethernet frames nor IP packets of a link layer that is known: not judged. */
  otherPackets: number;
  /** What is looked into, as Ethernet frames: each is delivered, discarded, unverifiable or not judged. */
  frames: number;
  /** Every checksum that there is to verify is right. */
  delivered: number;
  /** Some checksum is wrong. */
  discarded: number;
  /** No checksum is known to be wrong, but some cannot be judged. */
  unverifiable: number;
  /** Packets of which nothing wrong is known, but that were not looked into, or not into all of them; `otherPackets` too. */
  notJudged: number;
  /** Frames with a VLAN tag. */
  taggedFrames: number;
  checksumFailures: number;
  /** Those of them that cover the pseudo header alone. */
  partialChecksums: number;
  /** Frames with padding that is not zero. */
  paddedFrames: number;
  /** Bytes of padding that are not zero. */
  paddingBytes: number;
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
  /** The first ones; `totals.paddedFrames` counts all. */
  paddings: Padding[];
}
