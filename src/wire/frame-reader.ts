import { readArp } from './arp.ts';
import { addViewToSum } from './checksum.ts';
import {
  CHECKSUM_UDP,
  STATUS_BAD,
  STATUS_GOOD,
  VERDICT_DELIVERED,
  VERDICT_DISCARDED,
} from './checksum-status.ts';
import { DatagramHeader } from './datagram-header.ts';
import { DissectedFrame, HEADER_SPOILT } from './dissected-frame.ts';
import { WRAPPED_IN_IPV4, WRAPPED_IN_IPV6, WRAPPED_IN_NOTHING } from './encapsulations.ts';
import { ETHERNET_HEADER_LENGTH, ETHERNET_TYPE } from './ethernet.ts';
import { verifyGre } from './gre.ts';
import { ICMP_HEADER_LENGTH } from './icmp.ts';
import { IPV4_HEADER_LENGTH, readIpv4 } from './ipv4.ts';
import { readIpv6 } from './ipv6.ts';
import { LAYER_ETHERNET, LAYER_ICMP, LAYER_UDP } from './layers.ts';
import { REASON_DEPTH, REASON_IP_PROTOCOL, REASON_IP_VERSION, REASON_NONE } from './not-judged.ts';
import {
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  IP_PROTOCOL_GRE,
  IP_PROTOCOL_NONE,
  IP_PROTOCOL_UDP,
} from './protocol-numbers.ts';
import { applicationOf, layerOfPorts, layerOfTransport, transportOf } from './protocols.ts';
import { quotesPacket, verifyQuotedPacket } from './quoted-packet.ts';
import { followPort, followProtocol, isTunnelPort, isTunnelProtocol } from './tunnels.ts';
import { UDP_CHECKSUM, UDP_HEADER_LENGTH, UDP_LENGTH } from './udp.ts';
import { WrappedPacket } from './wrapped-packet.ts';

/** Where a UDP header is behind an IPv4 header without options, and behind no other. */
const UDP_IN_PLAIN_IPV4 = ETHERNET_HEADER_LENGTH + IPV4_HEADER_LENGTH;

/** How many packets one in another are looked into, the frame's own not counted. */
const MOST_INNER = 16;

/** Most UDP ports are below this one, and none of those is of a tunnel. */
const LOWEST_TUNNEL_PORT = 1701;

/**
 * What a receiver sees in a frame: its layers, and for each checksum whether it is right.
 *
 * One reader serves millions of frames: `read` fills plain fields and allocates nothing. Offsets count from
 * the start of the frame. No field of a frame is touched before its length was checked; what is not there
 * is -1 for an offset, an EtherType, a port and the like, and 0 for a length.
 *
 * The bad checksums are those that Wireshark calls bad, in the frame's own headers and in the IPv4 packet that an
 * ICMP error quotes. A packet whose IPv4 total length goes beyond the frame is therefore summed as far as it goes;
 * but if its sum then happens to be right, that proves nothing, and it is called unverifiable. What the reader does not
 * know, it does not judge: it says so, and why, and goes by what it does know. ARP has no checksum.
 *
 * The fields are about the IP packet right behind the Ethernet header. A packet in something else, or in that packet, is
 * read by a reader of its own, `inner`, and so on; `verdict` is that of all of them. Offsets always count from the start
 * of the frame.
 *
 * Unlike Wireshark, the reader calls a TCP or UDP checksum bad that covers only the pseudo header: that is offloading's
 * doing, and no receiver takes it; and a TCP checksum of 0xffff good where 0 is computed, which is the same number in
 * ones' complement. It puts no fragments together, and so looks into no tunnel that is fragmented.
 */
export class FrameReader extends DissectedFrame {
  /** The packet in this one, or in this frame if it is wrapped in something else than an Ethernet header. */
  inner: FrameReader | undefined;
  /** Of an inner packet: what it is wrapped in, one of the WRAPPED_IN constants. Its `length` ends with that. */
  wrapping = WRAPPED_IN_NOTHING;

  #headers = 0;
  /** Of the frame that was read last, if it was such a datagram and its checksum was verified. */
  readonly #header = new DatagramHeader();
  /** And what would be its verdict without that checksum. */
  #headerVerdict = VERDICT_DELIVERED;
  /** How many packets this one is in. */
  readonly #depth: number;
  /** What reads inner packets, and finds them; made for the first frame that needs them. */
  #spare: FrameReader | undefined;
  #way: WrappedPacket | undefined;

  constructor(depth = 0) {
    super();
    this.#depth = depth;
  }

  /**
   * Another number for each frame that does not begin as the one before it: as long as it stays, so does all that is told
   * of a frame, but for where it lies and whether its UDP checksum is right.
   */
  get headers(): number {
    return this.#headers;
  }

  /**
   * Dissects a frame and verifies its checksums.
   *
   * @param view - over the same memory as `bytes`, so that an index in one is an index in the other
   * @param offset - index of the first byte of the frame, whose `length` bytes must lie within `bytes`
   */
  read(bytes: Uint8Array, view: DataView, offset: number, length: number): void {
    if (this.#header.matches(view, offset, length) && this.#readAlike(bytes, view, offset)) return;
    this.#header.forget();
    this.#headers = (this.#headers + 1) | 0;
    this.reset(bytes, view, offset, length);
    this.inner = undefined;
    if (length < ETHERNET_HEADER_LENGTH) {
      this.truncated = true;
      this.checksums.setCut();
    } else {
      const etherType = view.getUint16(offset + ETHERNET_TYPE);
      this.etherType = etherType;
      if (etherType === ETHERTYPE_IPV4 || etherType === ETHERTYPE_IPV6)
        this.#readIp(etherType, ETHERNET_HEADER_LENGTH);
      else if (etherType === ETHERTYPE_ARP) readArp(this);
      else this.#readOther(etherType);
    }
    this.verdict = this.checksums.verdict;
  }

  /** As ChecksumResults; it is one of the frame's own. */
  takeAsRight(checksum: number): void {
    this.checksums.takeAsRight(checksum);
    if (this.inner !== undefined) this.checksums.include(this.inner.checksums);
    this.verdict = this.checksums.verdict;
  }

  /** As ChecksumResults; it is one of the frame's own. */
  refuse(checksum: number, offset: number, expected: number): void {
    this.checksums.refuse(checksum, offset, expected);
    this.verdict = VERDICT_DISCARDED;
  }

  /** Its receiver takes it, although checksums of it are wrong. */
  overlook(): void {
    this.checksums.verdict = VERDICT_DELIVERED;
    this.verdict = VERDICT_DELIVERED;
  }

  /** Its receiver drops it, whatever its checksums are. */
  drop(): void {
    this.checksums.verdict = VERDICT_DISCARDED;
    this.verdict = VERDICT_DISCARDED;
  }

  /**
   * Reads a datagram whose header is that of the last frame: only its checksum has to be verified.
   * @returns false if it has none
   */
  #readAlike(bytes: Uint8Array, view: DataView, offset: number): boolean {
    const at = offset + UDP_IN_PLAIN_IPV4;
    const lengthAndChecksum = view.getInt32(at + UDP_LENGTH);
    const covered = lengthAndChecksum >>> 16;
    const found = lengthAndChecksum & 0xffff;
    if (found === 0) return false;
    this.bytes = bytes;
    this.view = view;
    this.start = offset;
    const sum = addViewToSum(this.addressSum + IP_PROTOCOL_UDP + covered, view, at, covered);
    this.checksums.verdict = this.#headerVerdict;
    this.checksums.settle(CHECKSUM_UDP, sum, found, UDP_IN_PLAIN_IPV4 + UDP_CHECKSUM, true);
    this.verdict = this.checksums.verdict;
    return true;
  }

  /**
   * Reads what is in a frame that carries no IP packet, if that is a packet in something else.
   * @param etherType - or the length of what follows (IEEE 802.3)
   */
  #readOther(etherType: number): void {
    const way = this.#beginWay(ETHERNET_HEADER_LENGTH, this.length, WRAPPED_IN_NOTHING);
    way.followType(etherType);
    this.#readInner(way);
  }

  #beginWay(offset: number, end: number, wrapping: number): WrappedPacket {
    this.#way ??= new WrappedPacket();
    this.#way.begin(this.view, this.start, offset, end, wrapping);
    return this.#way;
  }

  /** Reads the packet that a way has led to. */
  #readInner(way: WrappedPacket): void {
    const { etherType, reason } = way;
    if (etherType === ETHERTYPE_ARP) return;
    if (etherType < 0) {
      if (reason === REASON_NONE) this.checksums.setCut();
      else this.checksums.setNotJudged(reason, way.value);
    } else if (this.#depth === MOST_INNER) {
      this.checksums.setNotJudged(REASON_DEPTH, MOST_INNER);
    } else {
      this.#spare ??= new FrameReader(this.#depth + 1);
      this.#spare.#readPacket(this.bytes, this.view, this.start, way);
      this.inner = this.#spare;
      this.checksums.include(this.inner.checksums);
    }
  }

  /** Reads a packet that is wrapped in the frame. */
  #readPacket(bytes: Uint8Array, view: DataView, start: number, way: WrappedPacket): void {
    this.reset(bytes, view, start, way.end);
    this.inner = undefined;
    this.etherType = way.etherType;
    this.wrapping = way.wrapping;
    this.#readIp(way.etherType, way.offset);
    this.verdict = this.checksums.verdict;
  }

  #readIp(etherType: number, offset: number): void {
    if (this.length <= offset) {
      this.truncated = true;
      this.checksums.setCut();
      return;
    }
    const version = (this.bytes[this.start + offset] as number) >>> 4;
    if (version === 4 && etherType === ETHERTYPE_IPV4) this.#readTransport(readIpv4(this, offset));
    else if (version === 6) this.#readTransport(readIpv6(this, offset));
    else this.checksums.setNotJudged(REASON_IP_VERSION, version);
  }

  /** @param offset - of what is behind the IP header and its extensions; BEHIND_UNKNOWN or HEADER_SPOILT */
  #readTransport(offset: number): void {
    if (offset < 0) {
      if (offset !== HEADER_SPOILT) this.#setUnverifiable();
      return;
    }
    const { protocol } = this;
    const transport = transportOf(protocol);
    if (this.fragmentOffset !== 0) {
      // Its bytes were summed, but the sum is in the first fragment.
      if (transport !== undefined || isTunnelProtocol(protocol)) this.#setUnverifiable();
      else this.checksums.setNotJudged(REASON_IP_PROTOCOL, protocol);
      return;
    }
    const length = this.ipEnd - offset;
    if (this.fragment) this.summable = false;
    if (transport === undefined) {
      if (isTunnelProtocol(protocol)) this.#readTunnel(offset, length);
      else if (protocol !== IP_PROTOCOL_NONE) this.checksums.setNotJudged(REASON_IP_PROTOCOL, protocol);
      return;
    }
    this.transportOffset = offset;
    this.transportLength = length;
    const ipVerdict = this.checksums.verdict;
    if (!transport.read(this, offset, length)) return;
    const layer = layerOfTransport(protocol);
    this.layer = layer;
    if (layer === LAYER_UDP) this.#readDatagram(offset, length, ipVerdict);
    else if (layer === LAYER_ICMP) this.#readQuotation(offset, length);
  }

  /** Notes that the packet may carry a checksum that cannot be judged. That of GRE nobody can tell. */
  #setUnverifiable(): void {
    const transport = transportOf(this.protocol);
    if (transport === undefined) this.checksums.setCut();
    else this.checksums.setUnverifiable(transport.checksum, -1);
  }

  /** A packet in an IP packet. */
  #readTunnel(offset: number, length: number): void {
    const { protocol } = this;
    if (protocol === IP_PROTOCOL_GRE) verifyGre(this, offset, length);
    // A part of a packet tells nothing of the rest.
    if (this.fragment) {
      this.checksums.setCut();
      return;
    }
    const way = this.#beginWay(offset, this.ipEnd, this.ipVersion === 4 ? WRAPPED_IN_IPV4 : WRAPPED_IN_IPV6);
    followProtocol(way, protocol);
    this.#readInner(way);
  }

  /**
   * Reads what is in a UDP datagram whose header was read.
   * @param ipVerdict - what the verdict was without it
   */
  #readDatagram(offset: number, length: number, ipVerdict: number): void {
    const { sourcePort, destinationPort } = this;
    const application = layerOfPorts(sourcePort, destinationPort);
    if (
      application !== LAYER_ETHERNET &&
      length >= UDP_HEADER_LENGTH + applicationOf(application).leastLength
    ) {
      this.layer = application;
      this.messageOffset = offset + UDP_HEADER_LENGTH;
    }
    if (destinationPort >= LOWEST_TUNNEL_PORT && isTunnelPort(destinationPort)) {
      if (this.datagramLength > 0 && !this.fragment) this.#readDatagramTunnel(offset);
    } else if (offset === UDP_IN_PLAIN_IPV4) {
      const { status } = this.checksum(CHECKSUM_UDP);
      if (status !== STATUS_GOOD && status !== STATUS_BAD) return;
      this.#header.remember(this.view, this.start, this.length);
      this.#headerVerdict = ipVerdict;
    }
  }

  /** A packet in a datagram to a port of a tunnel. */
  #readDatagramTunnel(offset: number): void {
    const end = Math.min(offset + this.datagramLength, this.ipEnd);
    const way = this.#beginWay(offset + UDP_HEADER_LENGTH, end, WRAPPED_IN_NOTHING);
    followPort(way, this.destinationPort);
    this.#readInner(way);
  }

  /** Verifies the packet that an ICMP error quotes. */
  #readQuotation(offset: number, length: number): void {
    if (length <= ICMP_HEADER_LENGTH || !quotesPacket(this.icmpType)) return;
    verifyQuotedPacket(this.checksums, this.bytes, this.view, this.start, offset, length);
  }
}
