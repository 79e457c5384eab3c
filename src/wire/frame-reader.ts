import { ARP_LENGTH, ARP_OPERATION, isArpForIpv4 } from './arp.ts';
import { addViewToSum, addWord32, fold } from './checksum.ts';
import { type ChecksumResult, ChecksumResults } from './checksum-results.ts';
import {
  CHECKSUM_GRE,
  CHECKSUM_ICMP,
  CHECKSUM_ICMPV6,
  CHECKSUM_IPV4,
  CHECKSUM_TCP,
  CHECKSUM_UDP,
  VERDICT_DELIVERED,
} from './checksum-status.ts';
import { DatagramHeader } from './datagram-header.ts';
import { DHCP_HEADER_LENGTH } from './dhcp.ts';
import { WRAPPED_IN_IPV4, WRAPPED_IN_IPV6, WRAPPED_IN_NOTHING } from './encapsulations.ts';
import { ETHERNET_HEADER_LENGTH, ETHERNET_TYPE } from './ethernet.ts';
import { ICMP_CHECKSUM, ICMP_CODE, ICMP_HEADER_LENGTH, ICMP_REST, ICMP_TYPE } from './icmp.ts';
import {
  FRAGMENT_OFFSET,
  IPV4_CHECKSUM,
  IPV4_DESTINATION,
  IPV4_HEADER_LENGTH,
  IPV4_IDENTIFICATION,
  IPV4_PROTOCOL,
  IPV4_SOURCE,
  IPV4_TTL,
  IPV4_VERSION_IHL,
  ipv4HeaderLength,
  MORE_FRAGMENTS,
} from './ipv4.ts';
import { areOptionsReadable, finalDestinationAt } from './ipv4-options.ts';
import {
  IPV6_DESTINATION,
  IPV6_HEADER_LENGTH,
  IPV6_NEXT_HEADER,
  IPV6_PAYLOAD_LENGTH,
  IPV6_SOURCE,
} from './ipv6.ts';
import { Ipv6Extensions } from './ipv6-extensions.ts';
import {
  LAYER_ARP,
  LAYER_DHCP,
  LAYER_ETHERNET,
  LAYER_ICMP,
  LAYER_ICMPV6,
  LAYER_IPV4,
  LAYER_IPV6,
  LAYER_TCP,
  LAYER_UDP,
} from './layers.ts';
import { REASON_DEPTH, REASON_IP_PROTOCOL, REASON_IP_VERSION, REASON_NONE } from './not-judged.ts';
import {
  DHCP_CLIENT_PORT,
  DHCP_SERVER_PORT,
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  IP_PROTOCOL_AUTHENTICATION,
  IP_PROTOCOL_GRE,
  IP_PROTOCOL_ICMP,
  IP_PROTOCOL_ICMPV6,
  IP_PROTOCOL_NONE,
  IP_PROTOCOL_TCP,
  IP_PROTOCOL_UDP,
} from './protocol-numbers.ts';
import { quotesPacket, verifyQuotedPacket } from './quoted-packet.ts';
import {
  TCP_CHECKSUM,
  TCP_DATA_OFFSET,
  TCP_DESTINATION_PORT,
  TCP_HEADER_LENGTH,
  TCP_SEQUENCE,
  TCP_SOURCE_PORT,
  TCP_URGENT_POINTER,
} from './tcp.ts';
import { followPort, followProtocol, isTunnelPort, isTunnelProtocol } from './tunnels.ts';
import { UDP_CHECKSUM, UDP_HEADER_LENGTH, UDP_LENGTH, UDP_SOURCE_PORT } from './udp.ts';
import { WrappedPacket } from './wrapped-packet.ts';

/** Where a UDP header is behind an IPv4 header without options, and behind no other. */
const UDP_IN_PLAIN_IPV4 = ETHERNET_HEADER_LENGTH + IPV4_HEADER_LENGTH;

/** How many packets one in another are looked into, the frame's own not counted. */
const MOST_INNER = 16;

/** Most UDP ports are below this one, and none of those is of a tunnel. */
const LOWEST_TUNNEL_PORT = 1701;

/** What is summed up at once; an even number. */
const LONGEST_SUM = 65536;

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
export class FrameReader {
  bytes: Uint8Array = new Uint8Array(0);
  /** Index in `bytes` of the frame's first byte. */
  start = 0;
  length = 0;

  /** The innermost protocol that was recognised, one of the LAYER constants. */
  layer = LAYER_ETHERNET;
  etherType = -1;
  /** Some header promises more bytes than the frame has. */
  truncated = false;

  /** 1 request, 2 reply. */
  arpOperation = -1;

  /** 4, 6, or 0 if the frame carries no IP packet. */
  ipVersion = 0;
  ipOffset = -1;
  /** IPv4: options included, as far as they are there; IPv6: 40, without extension headers. */
  ipHeaderLength = 0;
  /** What follows the IP header, within the frame; an IPv6 packet's extension headers included. */
  ipPayloadLength = 0;
  /** End of the IP packet within the frame: what follows is a trailer. */
  ipEnd = 0;
  /** Protocol number of what follows the IP header and its extensions. */
  protocol = -1;
  /** Addresses of an IPv4 header that is all there, as signed words. */
  ipv4Source = 0;
  ipv4Destination = 0;
  /** The packet is a piece of a fragmented one. */
  fragment = false;
  /** More fragments follow. */
  moreFragments = false;
  /** Of a fragment, in bytes. */
  fragmentOffset = 0;

  /** Where the transport or ICMP header starts, if this packet has the beginning of one. */
  transportOffset = -1;
  /** From `transportOffset` to the end of the IP packet within the frame. */
  transportLength = 0;
  sourcePort = -1;
  destinationPort = -1;
  /** Of ICMP and ICMPv6. */
  icmpType = -1;
  icmpCode = -1;
  /** Where the DHCP message starts. */
  dhcpOffset = -1;

  /** One of the VERDICT constants. */
  verdict = VERDICT_DELIVERED;
  /** One of the REASON constants: the first thing in the frame that was not looked into, if there was any. */
  get notJudgedReason(): number {
    return this.#checksums.reason;
  }
  /** The number that it is about. */
  get notJudgedValue(): number {
    return this.#checksums.reasonValue;
  }

  /** Which of the packet's checksums are not absent: a bit for each, by the CHECKSUM constants. */
  get presentChecksums(): number {
    return this.#checksums.present;
  }

  /** The packet in this one, or in this frame if it is wrapped in something else than an Ethernet header. */
  inner: FrameReader | undefined;
  /** Of an inner packet: what it is wrapped in, one of the WRAPPED_IN constants. Its `length` ends with that. */
  wrapping = WRAPPED_IN_NOTHING;

  readonly #checksums = new ChecksumResults();
  /** Of the frame that was read last, if it was such a datagram and its checksum was verified. */
  readonly #header = new DatagramHeader();
  /** And what would be its verdict without that checksum. */
  #headerVerdict = VERDICT_DELIVERED;
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** The sum of the addresses of the pseudo header. */
  #addressSum = 0;
  /** All of the packet is there and its length is known, so that a right sum proves something. */
  #complete = true;
  /** The packet has what a checksum covers, or all of it that there will ever be. */
  #summable = true;
  readonly #extensions = new Ipv6Extensions();
  /** How many packets this one is in. */
  readonly #depth: number;
  /** What reads inner packets, and finds them; made for the first frame that needs them. */
  #spare: FrameReader | undefined;
  #way: WrappedPacket | undefined;

  constructor(depth = 0) {
    this.#depth = depth;
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
    this.#reset(bytes, view, offset, length);
    if (length < ETHERNET_HEADER_LENGTH) {
      this.truncated = true;
      this.#checksums.setCut();
    } else {
      const etherType = view.getUint16(offset + ETHERNET_TYPE);
      this.etherType = etherType;
      if (etherType === ETHERTYPE_IPV4 || etherType === ETHERTYPE_IPV6)
        this.#readIp(etherType, ETHERNET_HEADER_LENGTH);
      else if (etherType === ETHERTYPE_ARP) this.#readArp();
      else this.#readOther(etherType);
    }
    this.verdict = this.#checksums.verdict;
  }

  /** The sum of the addresses in the pseudo header that the checksums cover: those of the header, unless options say else. */
  get addressSum(): number {
    return this.#addressSum;
  }

  /**
   * What came out of verifying a checksum. Used again for the next frame.
   * @param which - one of the CHECKSUM constants
   */
  checksum(which: number): Readonly<ChecksumResult> {
    return this.#checksums.all[which] as ChecksumResult;
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
    this.#view = view;
    this.start = offset;
    const sum = addViewToSum(this.#addressSum + IP_PROTOCOL_UDP + covered, view, at, covered);
    this.#checksums.verdict = this.#headerVerdict;
    this.#checksums.settle(CHECKSUM_UDP, sum, found, UDP_IN_PLAIN_IPV4 + UDP_CHECKSUM, true);
    this.verdict = this.#checksums.verdict;
    return true;
  }

  #reset(bytes: Uint8Array, view: DataView, offset: number, length: number): void {
    this.bytes = bytes;
    this.#view = view;
    this.start = offset;
    this.length = length;
    this.layer = LAYER_ETHERNET;
    this.etherType = -1;
    this.truncated = false;
    this.arpOperation = -1;
    this.ipVersion = 0;
    this.ipOffset = -1;
    this.ipHeaderLength = 0;
    this.ipPayloadLength = 0;
    this.ipEnd = 0;
    this.protocol = -1;
    this.fragment = false;
    this.moreFragments = false;
    this.fragmentOffset = 0;
    this.transportOffset = -1;
    this.transportLength = 0;
    this.sourcePort = -1;
    this.destinationPort = -1;
    this.icmpType = -1;
    this.icmpCode = -1;
    this.dhcpOffset = -1;
    this.inner = undefined;
    this.verdict = VERDICT_DELIVERED;
    this.#checksums.clear();
    this.#addressSum = 0;
    this.#complete = true;
    this.#summable = true;
  }

  /** Only ARP for IPv4 over Ethernet (RFC 826) is recognised. */
  #readArp(): void {
    const at = this.start + ETHERNET_HEADER_LENGTH;
    if (this.length < ETHERNET_HEADER_LENGTH + ARP_LENGTH) {
      this.truncated = true;
      return;
    }
    const view = this.#view;
    if (!isArpForIpv4(view, at)) return;
    this.layer = LAYER_ARP;
    this.arpOperation = view.getUint16(at + ARP_OPERATION);
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
    this.#way.begin(this.#view, this.start, offset, end, wrapping);
    return this.#way;
  }

  /** Reads the packet that a way has led to. */
  #readInner(way: WrappedPacket): void {
    const { etherType, reason } = way;
    if (etherType === ETHERTYPE_ARP) return;
    if (etherType < 0) {
      if (reason === REASON_NONE) this.#checksums.setCut();
      else this.#checksums.setNotJudged(reason, way.value);
    } else if (this.#depth === MOST_INNER) {
      this.#checksums.setNotJudged(REASON_DEPTH, MOST_INNER);
    } else {
      this.#spare ??= new FrameReader(this.#depth + 1);
      this.#spare.#readPacket(this.bytes, this.#view, this.start, way);
      this.inner = this.#spare;
      this.#checksums.include(this.inner.#checksums);
    }
  }

  /** Reads a packet that is wrapped in the frame. */
  #readPacket(bytes: Uint8Array, view: DataView, start: number, way: WrappedPacket): void {
    this.#reset(bytes, view, start, way.end);
    this.etherType = way.etherType;
    this.wrapping = way.wrapping;
    this.#readIp(way.etherType, way.offset);
    this.verdict = this.#checksums.verdict;
  }

  #readIp(etherType: number, offset: number): void {
    if (this.length <= offset) {
      this.truncated = true;
      this.#checksums.setCut();
      return;
    }
    const version = (this.bytes[this.start + offset] as number) >>> 4;
    if (version === 4 && etherType === ETHERTYPE_IPV4) this.#readIpv4(offset);
    else if (version === 6) this.#readIpv6(offset);
    else this.#checksums.setNotJudged(REASON_IP_VERSION, version);
  }

  /** RFC 791. */
  #readIpv4(ip: number): void {
    const view = this.#view;
    const at = this.start + ip;
    const available = this.length - ip;
    this.layer = LAYER_IPV4;
    this.ipVersion = 4;
    this.ipOffset = ip;
    this.ipEnd = this.length;
    if (available < IPV4_HEADER_LENGTH) {
      this.#readCutIpv4(ip, available);
      return;
    }
    // The header in words of 32 bits; this is the hot path.
    const first = view.getInt32(at + IPV4_VERSION_IHL);
    const second = view.getInt32(at + IPV4_IDENTIFICATION);
    const third = view.getInt32(at + IPV4_TTL);
    const source = view.getInt32(at + IPV4_SOURCE);
    const destination = view.getInt32(at + IPV4_DESTINATION);
    this.ipv4Source = source;
    this.ipv4Destination = destination;
    this.protocol = (third >>> 16) & 255;
    const declaredHeader = ipv4HeaderLength(first >>> 24);
    this.ipHeaderLength = Math.min(Math.max(declaredHeader, IPV4_HEADER_LENGTH), available);
    if (declaredHeader < IPV4_HEADER_LENGTH || available < declaredHeader) {
      this.truncated = available < declaredHeader;
      this.#checksums.setUnverifiable(CHECKSUM_IPV4, ip + IPV4_CHECKSUM);
      return;
    }
    const totalLength = first & 0xffff;
    if (totalLength === 0) {
      // Segmentation offload leaves it to the hardware: like Wireshark, take what the frame has.
    } else if (totalLength < declaredHeader) {
      this.#checksums.setUnverifiable(CHECKSUM_IPV4, ip + IPV4_CHECKSUM);
      return;
    } else if (totalLength > available) {
      this.truncated = true;
      this.#complete = false;
    } else {
      this.ipEnd = ip + totalLength;
    }
    this.ipPayloadLength = this.ipEnd - ip - declaredHeader;

    const fragmentation = second & 0xffff;
    const sourceSum = sumOfWord(source);
    let destinationSum = sumOfWord(destination);
    let sum = sumOfWord(first) + sumOfWord(second) + sumOfWord(third) + sourceSum + destinationSum;
    if (declaredHeader > IPV4_HEADER_LENGTH) {
      sum = addViewToSum(sum, view, at + IPV4_HEADER_LENGTH, declaredHeader - IPV4_HEADER_LENGTH);
      destinationSum = sumOfWord(view.getInt32(finalDestinationAt(this.bytes, at, declaredHeader)));
    }
    this.#checksums.settle(CHECKSUM_IPV4, sum, third & 0xffff, ip + IPV4_CHECKSUM, true);
    this.#addressSum = sourceSum + destinationSum;
    this.moreFragments = (fragmentation & MORE_FRAGMENTS) !== 0;
    this.fragmentOffset = (fragmentation & FRAGMENT_OFFSET) * 8;
    this.fragment = (fragmentation & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) !== 0;
    if (declaredHeader === IPV4_HEADER_LENGTH || areOptionsReadable(this.bytes, at, declaredHeader)) {
      if (this.protocol === IP_PROTOCOL_AUTHENTICATION) this.#readAuthenticated(ip + declaredHeader);
      else this.#readTransport(ip + declaredHeader);
    } else {
      this.#setUnverifiable(this.protocol);
    }
  }

  /** Authentication headers are looked through, as in IPv6 (RFC 4302). */
  #readAuthenticated(first: number): void {
    let offset = first;
    while (this.protocol === IP_PROTOCOL_AUTHENTICATION && this.fragmentOffset === 0) {
      const at = this.start + offset;
      const length = offset + 2 > this.ipEnd ? 0 : (this.bytes[at + 1] as number) * 4 + 8;
      if (length === 0 || offset + length > this.ipEnd) {
        this.#setUnverifiable(this.protocol);
        return;
      }
      this.protocol = this.bytes[at] as number;
      offset += length;
    }
    this.#readTransport(offset);
  }

  /** An IPv4 header that ends before its least length. */
  #readCutIpv4(ip: number, available: number): void {
    const at = this.start + ip;
    this.ipHeaderLength = available;
    if (available > IPV4_PROTOCOL) this.protocol = this.bytes[at + IPV4_PROTOCOL] as number;
    this.truncated = available < ipv4HeaderLength(this.bytes[at] as number);
    this.#checksums.setUnverifiable(CHECKSUM_IPV4, available < IPV4_SOURCE ? -1 : ip + IPV4_CHECKSUM);
  }

  /** RFC 8200. */
  #readIpv6(ip: number): void {
    const view = this.#view;
    const at = this.start + ip;
    const available = this.length - ip;
    this.layer = LAYER_IPV6;
    this.ipVersion = 6;
    this.ipOffset = ip;
    this.ipHeaderLength = Math.min(IPV6_HEADER_LENGTH, available);
    this.ipEnd = this.length;
    if (available < IPV6_HEADER_LENGTH) {
      this.truncated = true;
      if (available > IPV6_NEXT_HEADER) this.protocol = this.bytes[at + IPV6_NEXT_HEADER] as number;
      this.#setUnverifiable(this.protocol);
      this.#checksums.setCut();
      return;
    }
    const payloadLength = view.getUint16(at + IPV6_PAYLOAD_LENGTH);
    if (payloadLength === 0) {
      // A jumbogram, or a writer that leaves the field out: the length of the payload is not known.
      this.#summable = false;
    } else if (payloadLength > available - IPV6_HEADER_LENGTH) {
      this.truncated = true;
      this.#complete = false;
    } else {
      this.ipEnd = ip + IPV6_HEADER_LENGTH + payloadLength;
    }
    const extensions = this.#extensions;
    const header = extensions.skip(view, this.start, ip, ip + IPV6_HEADER_LENGTH, this.ipEnd);
    this.protocol = extensions.protocol;
    this.fragment = extensions.fragment;
    this.moreFragments = extensions.moreFragments;
    this.fragmentOffset = extensions.fragmentOffset;
    if (payloadLength === 0 && extensions.jumboLength >= 0) this.#setJumboLength(extensions.jumboLength);
    this.ipPayloadLength = this.ipEnd - ip - IPV6_HEADER_LENGTH;
    this.#addressSum = this.#ipv6AddressSum(at);
    if (header >= 0) this.#readTransport(header);
    else this.#setUnverifiable(this.protocol);
  }

  /** RFC 2675: the payload's length is in an option. */
  #setJumboLength(payloadLength: number): void {
    const end = this.ipOffset + IPV6_HEADER_LENGTH + payloadLength;
    this.#summable = true;
    if (end > this.length) {
      this.truncated = true;
      this.#complete = false;
    } else {
      this.ipEnd = end;
    }
  }

  /** The sum of the addresses in the pseudo header (RFC 8200, 8.1). @param at - index of the IPv6 header */
  #ipv6AddressSum(at: number): number {
    const { homeAddress, destinationSum } = this.#extensions;
    const view = this.#view;
    if (homeAddress < 0 && destinationSum < 0)
      return addViewToSum(0, view, at + IPV6_SOURCE, IPV6_HEADER_LENGTH - IPV6_SOURCE);
    const source = homeAddress < 0 ? at + IPV6_SOURCE : this.start + homeAddress;
    const sum = addViewToSum(0, view, source, 16);
    return destinationSum < 0 ? addViewToSum(sum, view, at + IPV6_DESTINATION, 16) : sum + destinationSum;
  }

  #readTransport(offset: number): void {
    const length = this.ipEnd - offset;
    const protocol = this.protocol;
    if (this.fragmentOffset !== 0) {
      // Its bytes were summed, but the sum is in the first fragment.
      if (checksumOf(protocol) >= 0 || isTunnelProtocol(protocol)) this.#setUnverifiable(protocol);
      else this.#checksums.setNotJudged(REASON_IP_PROTOCOL, protocol);
      return;
    }
    if (this.fragment) this.#summable = false;
    const checksum = checksumOf(protocol);
    if (checksum < 0 || checksum === CHECKSUM_GRE) {
      if (isTunnelProtocol(protocol)) this.#readTunnel(protocol, offset, length);
      else if (protocol !== IP_PROTOCOL_NONE) this.#checksums.setNotJudged(REASON_IP_PROTOCOL, protocol);
      return;
    }
    this.transportOffset = offset;
    this.transportLength = length;
    if (checksum === CHECKSUM_UDP) this.#readUdp(offset, length);
    else if (checksum === CHECKSUM_TCP) this.#readTcp(offset, length);
    else this.#readIcmp(offset, length, checksum);
  }

  /** A packet in an IP packet. */
  #readTunnel(protocol: number, offset: number, length: number): void {
    if (protocol === IP_PROTOCOL_GRE) this.#verifyGre(offset, length);
    // A part of a packet tells nothing of the rest.
    if (this.fragment) {
      this.#checksums.setCut();
      return;
    }
    const way = this.#beginWay(offset, this.ipEnd, this.ipVersion === 4 ? WRAPPED_IN_IPV4 : WRAPPED_IN_IPV6);
    followProtocol(way, protocol);
    this.#readInner(way);
  }

  /** RFC 2784, 2.5: the checksum covers the header and all that follows, if it is there. */
  #verifyGre(offset: number, length: number): void {
    if (length < 6 || ((this.bytes[this.start + offset] as number) & 0x80) === 0) return;
    if (!this.#summable) {
      this.#checksums.setUnverifiable(CHECKSUM_GRE, offset + 4);
      return;
    }
    const sum = addAnyToSum(0, this.#view, this.start + offset, length);
    this.#settle(CHECKSUM_GRE, sum, offset + 4, this.#complete);
  }

  /** A packet in a datagram to a port of a tunnel. @param covered - bytes of the datagram, header included */
  #readDatagramTunnel(offset: number, covered: number): void {
    const end = Math.min(offset + covered, this.ipEnd);
    const way = this.#beginWay(offset + UDP_HEADER_LENGTH, end, WRAPPED_IN_NOTHING);
    followPort(way, this.destinationPort);
    this.#readInner(way);
  }

  /** RFC 768. */
  #readUdp(offset: number, length: number): void {
    const view = this.#view;
    const at = this.start + offset;
    if (length < UDP_HEADER_LENGTH) {
      this.truncated = true;
      this.#checksums.setUnverifiable(CHECKSUM_UDP, -1);
      return;
    }
    const ports = view.getInt32(at + UDP_SOURCE_PORT);
    const lengthAndChecksum = view.getInt32(at + UDP_LENGTH);
    const sourcePort = ports >>> 16;
    const destinationPort = ports & 0xffff;
    this.layer = LAYER_UDP;
    this.sourcePort = sourcePort;
    this.destinationPort = destinationPort;
    if (
      length >= UDP_HEADER_LENGTH + DHCP_HEADER_LENGTH &&
      (isDhcpPort(sourcePort) || isDhcpPort(destinationPort))
    ) {
      this.layer = LAYER_DHCP;
      this.dhcpOffset = offset + UDP_HEADER_LENGTH;
    }
    let covered = lengthAndChecksum >>> 16;
    const found = lengthAndChecksum & 0xffff;
    // A length of 0 means a jumbogram in IPv6 (RFC 2675, 4).
    if (covered === 0 && this.ipVersion === 6) covered = length;
    if (covered < UDP_HEADER_LENGTH) {
      this.#checksums.setUnverifiable(CHECKSUM_UDP, offset + UDP_CHECKSUM);
      return;
    }
    const isTunnel = destinationPort >= LOWEST_TUNNEL_PORT && isTunnelPort(destinationPort);
    if (found === 0 && this.ipVersion === 4) {
      // No checksum.
      if (isTunnel && !this.fragment) this.#readDatagramTunnel(offset, covered);
      return;
    }
    if (covered > length || !this.#summable) {
      this.truncated ||= covered > length && !this.fragment;
      this.#checksums.setUnverifiable(CHECKSUM_UDP, offset + UDP_CHECKSUM);
      if (isTunnel && !this.fragment) this.#readDatagramTunnel(offset, covered);
      return;
    }
    const pseudo = addWord32(this.#addressSum + IP_PROTOCOL_UDP, covered);
    const sum = addAnyToSum(pseudo, view, at, covered);
    if (found === 0) {
      this.#checksums.setMissing(CHECKSUM_UDP, sum, offset + UDP_CHECKSUM);
    } else {
      if (offset === UDP_IN_PLAIN_IPV4 && !isTunnel) {
        this.#header.remember(view, this.start, this.length);
        this.#headerVerdict = this.#checksums.verdict;
      }
      // The UDP length says how much is covered, whatever the IP length says.
      this.#checksums.settle(CHECKSUM_UDP, sum, found, offset + UDP_CHECKSUM, true);
    }
    if (isTunnel) this.#readDatagramTunnel(offset, covered);
  }

  /** RFC 9293, 3.1. */
  #readTcp(offset: number, length: number): void {
    const view = this.#view;
    const at = this.start + offset;
    if (length < TCP_HEADER_LENGTH) {
      this.truncated = true;
      this.#complete = false;
    }
    if (length >= TCP_SEQUENCE) {
      this.layer = LAYER_TCP;
      this.sourcePort = view.getUint16(at + TCP_SOURCE_PORT);
      this.destinationPort = view.getUint16(at + TCP_DESTINATION_PORT);
    }
    const hasChecksum = length >= TCP_URGENT_POINTER;
    if (!hasChecksum || (this.bytes[at + TCP_DATA_OFFSET] as number) < 0x50 || !this.#summable) {
      this.#checksums.setUnverifiable(CHECKSUM_TCP, hasChecksum ? offset + TCP_CHECKSUM : -1);
      return;
    }
    const sum = addAnyToSum(addWord32(this.#addressSum + IP_PROTOCOL_TCP, length), view, at, length);
    this.#settle(CHECKSUM_TCP, sum, offset + TCP_CHECKSUM, this.#complete);
  }

  /** RFC 792 and RFC 4443, 2. */
  #readIcmp(offset: number, length: number, checksum: number): void {
    const at = this.start + offset;
    if (length < ICMP_HEADER_LENGTH) {
      this.truncated = true;
      this.#complete = false;
    }
    if (length >= ICMP_REST) {
      this.layer = checksum === CHECKSUM_ICMP ? LAYER_ICMP : LAYER_ICMPV6;
      this.icmpType = this.bytes[at + ICMP_TYPE] as number;
      this.icmpCode = this.bytes[at + ICMP_CODE] as number;
    }
    if (checksum === CHECKSUM_ICMP && length > ICMP_HEADER_LENGTH && quotesPacket(this.icmpType)) {
      verifyQuotedPacket(this.#checksums, this.bytes, this.#view, this.start, offset, length);
    }
    if (length < (checksum === CHECKSUM_ICMP ? 6 : 4) || !this.#summable) {
      this.#checksums.setUnverifiable(checksum, length < ICMP_REST ? -1 : offset + ICMP_CHECKSUM);
      return;
    }
    let sum = 0;
    if (checksum === CHECKSUM_ICMPV6) sum = addWord32(this.#addressSum + IP_PROTOCOL_ICMPV6, length);
    sum = addAnyToSum(sum, this.#view, at, length);
    this.#settle(checksum, sum, offset + ICMP_CHECKSUM, this.#complete);
  }

  /** Records a checksum, given the sum of all that it covers, the field itself included. */
  #settle(checksum: number, sum: number, offset: number, complete: boolean): void {
    const found = this.#view.getUint16(this.start + offset);
    this.#checksums.settle(checksum, sum, found, offset, complete);
  }

  /** Notes that a packet of this protocol carries a checksum that cannot be judged. */
  #setUnverifiable(protocol: number): void {
    const checksum = checksumOf(protocol);
    // GRE's is optional, and nobody knows whether it is there.
    if (checksum >= 0 && checksum !== CHECKSUM_GRE) this.#checksums.setUnverifiable(checksum, -1);
    else this.#checksums.setCut();
  }
}

/** As {@link addViewToSum}, of any length. */
function addAnyToSum(sum: number, view: DataView, offset: number, length: number): number {
  return length <= LONGEST_SUM
    ? addViewToSum(sum, view, offset, length)
    : addLongToSum(sum, view, offset, length);
}

/** By itself, so that V8 puts the usual case where it is called. */
function addLongToSum(sum: number, view: DataView, offset: number, length: number): number {
  let total = sum;
  for (let at = 0; at < length; at += LONGEST_SUM) {
    total = fold(addViewToSum(total, view, offset + at, Math.min(LONGEST_SUM, length - at)));
  }
  return total;
}

/** The sum of the two 16-bit halves of a word. */
function sumOfWord(word: number): number {
  return (word >>> 16) + (word & 0xffff);
}

function isDhcpPort(port: number): boolean {
  return port === DHCP_SERVER_PORT || port === DHCP_CLIENT_PORT;
}

/** @returns the checksum that a packet of this protocol carries, or -1 */
function checksumOf(protocol: number): number {
  switch (protocol) {
    case IP_PROTOCOL_ICMP:
      return CHECKSUM_ICMP;
    case IP_PROTOCOL_UDP:
      return CHECKSUM_UDP;
    case IP_PROTOCOL_TCP:
      return CHECKSUM_TCP;
    case IP_PROTOCOL_ICMPV6:
      return CHECKSUM_ICMPV6;
    case IP_PROTOCOL_GRE:
      return CHECKSUM_GRE;
    default:
      return -1;
  }
}
