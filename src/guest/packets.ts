import { type ByteRange, wholeOf } from '../wire/bytes.ts';
import type { DhcpMessage } from '../wire/dhcp.ts';
import { SecretMarks } from '../wire/secret-marks.ts';
import type { TcpHeader } from '../wire/tcp.ts';

/**
 * What the guest can be asked to send. Addresses: a MAC address is 6 bytes, an IPv4 address an unsigned
 * 32-bit number, an IPv6 address 16 bytes. `ttl` is optional where upstream has a default.
 */
export type Packet =
  | ArpPacket
  | UdpDatagram
  | TcpSegment
  | IcmpEcho
  | DhcpPacket
  | NatPacket
  | Ndp6Packet
  | RawFrame;

/** An ARP request or reply for IPv4 over Ethernet (RFC 826). */
export interface ArpPacket {
  kind: 'arp';
  operation: 'request' | 'reply';
  /** Destination of the Ethernet frame. */
  destinationMac: Uint8Array;
  senderMac: Uint8Array;
  senderIp: number;
  targetMac: Uint8Array;
  targetIp: number;
}

/** Who sums up a checksum: the stack, or the network card, for which it leaves the sum of the pseudo header. */
export const SUMS = ['computed', 'left to card'] as const;
export type Sum = (typeof SUMS)[number];

/** What every packet on the stack's IPv4 output path has. */
export interface Ipv4Output {
  /**
   * What ARP answers for the destination; broadcast and multicast destinations have their own. Its bytes are not to
   * change: the header that is written with it is kept.
   */
  destinationMac: Uint8Array;
  source: number;
  destination: number;
  /**
   * Who sums up a UDP or TCP checksum: the stack, or it writes the sum of the pseudo header and leaves the rest to the
   * network card. What the stack does with all its packets if absent. What is sent in fragments the stack sums up always.
   */
  sum?: Sum;
  /** 38 if absent. */
  ttl?: number;
  /** Identification that fragments carry; a whole packet carries 0. */
  identification?: number;
  /**
   * false sets "don't fragment"; what is too big is then dropped. true if absent, except for TCP, which never
   * lets its segments be fragmented.
   */
  fragment?: boolean;
}

export interface UdpDatagram extends Ipv4Output {
  kind: 'udp';
  sourcePort: number;
  destinationPort: number;
  payload: ByteRange;
}

export interface TcpSegment extends Ipv4Output, TcpHeader {
  kind: 'tcp';
  payload: ByteRange;
}

/** ICMPv4 echo request (`request`) or reply (RFC 792). */
export interface IcmpEcho extends Ipv4Output {
  kind: 'icmp-echo';
  request: boolean;
  identifier: number;
  sequence: number;
  payload: ByteRange;
}

export interface DhcpPacket {
  kind: 'dhcp';
  message: DhcpMessage;
}

/** A packet that the NAT rewrites and forwards, header by header. */
export interface NatPacket {
  kind: 'nat';
  destinationMac: Uint8Array;
  source: number;
  destination: number;
  ttl: number;
  identification: number;
  /** Flags and fragment offset, the 16 bits at byte 6 of the IPv4 header. */
  flagsAndOffset: number;
  /** IPv4 options as they stand in the header; not padded here. */
  ipOptions: Uint8Array;
  /** The size that is announced, without the Ethernet header: as big as needed, the MTU, or a number. */
  announce: 'exact' | 'mtu' | number;
  transport: NatUdp | NatTcp | NatIcmp;
}

export interface NatUdp {
  protocol: 'udp';
  sourcePort: number;
  destinationPort: number;
  payload: ByteRange;
}

export interface NatTcp extends TcpHeader {
  protocol: 'tcp';
  payload: ByteRange;
}

export interface NatIcmp {
  protocol: 'icmp';
  type: number;
  code: number;
  /** Bytes 4..7 of the ICMP header. */
  restOfHeader: number;
  payload: ByteRange;
}

/** IPv6 neighbour discovery (RFC 4861) and echo reply (RFC 4443). */
export type Ndp6Packet = NeighbourSolicitation | NeighbourAdvertisement | RouterSolicitation | Echo6Reply;

export interface NeighbourSolicitation {
  kind: 'ns6';
  destinationMac: Uint8Array;
  source: Uint8Array;
  destination: Uint8Array;
  target: Uint8Array;
}

export interface NeighbourAdvertisement {
  kind: 'na6';
  destinationMac: Uint8Array;
  source: Uint8Array;
  destination: Uint8Array;
  target: Uint8Array;
  solicited: boolean;
}

export interface RouterSolicitation {
  kind: 'rs6';
  destinationMac: Uint8Array;
  /** The unspecified address (all zero) leaves out the link-layer address option. */
  source: Uint8Array;
}

export interface Echo6Reply {
  kind: 'pong6';
  destinationMac: Uint8Array;
  source: Uint8Array;
  destination: Uint8Array;
  hopLimit: number;
  identifier: number;
  sequence: number;
  payload: ByteRange;
}

/** A fill function given by what it writes: the device's own interface, with no stack in between. */
export interface RawFrame {
  kind: 'raw';
  /** The most that the writer announces that it will write, Ethernet header included. */
  size: number;
  /** The frame length that it returns. */
  returns: number;
  /** What the ring says about its checksum, as of an UnfilledFrame; nothing if absent. */
  checksum?: number;
  writes: readonly RawWrite[];
}

export interface RawWrite {
  /** Offset in the frame. */
  at: number;
  data: ByteRange;
}

/** A copy of `packet` that shares no payload bytes with it: for a packet that has to wait. */
export function copyPacket(packet: Packet): Packet {
  switch (packet.kind) {
    case 'udp':
    case 'tcp':
    case 'icmp-echo':
    case 'pong6':
      return { ...packet, payload: copyRange(packet.payload) };
    case 'nat':
      return {
        ...packet,
        transport: { ...packet.transport, payload: copyRange(packet.transport.payload) },
      };
    case 'raw':
      return { ...packet, writes: packet.writes.map(({ at, data }) => ({ at, data: copyRange(data) })) };
    default:
      return { ...packet };
  }
}

/** Bytes that a copied packet, and a write of it, take besides its ranges, roughly. */
const PACKET_BYTES = 384;

/** Bytes that a copied range takes besides its bytes and marks, roughly: a buffer, a view of it, the range itself. */
const RANGE_BYTES = 448;

/** @returns bytes of memory that a packet of `copyPacket` takes, roughly */
export function keptBytesOf(packet: Packet): number {
  switch (packet.kind) {
    case 'udp':
    case 'tcp':
    case 'icmp-echo':
    case 'pong6':
      return PACKET_BYTES + keptBytesOfRange(packet.payload);
    case 'nat':
      return PACKET_BYTES + keptBytesOfRange(packet.transport.payload);
    case 'raw':
      return packet.writes.reduce((sum, { data }) => sum + keptBytesOfRange(data), PACKET_BYTES);
    default:
      return PACKET_BYTES;
  }
}

/** @returns bytes of memory that a range of `copyRange` takes, roughly */
export function keptBytesOfRange({ length, marks }: ByteRange): number {
  return RANGE_BYTES + length + (marks?.keptBytes ?? 0);
}

/** A copy of `range` that shares no bytes with it. */
export function copyRange({ bytes, offset, length, marks }: ByteRange): ByteRange {
  const copy = wholeOf(bytes.slice(offset, offset + length));
  if (marks === undefined || marks.count === 0) return copy;
  const kept = new SecretMarks();
  kept.addFrom(marks, 0, length, 0);
  return { ...copy, marks: kept };
}
