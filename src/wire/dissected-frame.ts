import { type ChecksumResult, ChecksumResults } from './checksum-results.ts';
import { VERDICT_DELIVERED } from './checksum-status.ts';
import { Ipv6Extensions } from './ipv6-extensions.ts';
import { LAYER_ETHERNET } from './layers.ts';

/** For an offset of what follows an IP header: that cannot be said, so its checksum, if it has one, cannot be judged. */
export const BEHIND_UNKNOWN = -1;
/** For the same: the header itself makes no sense, so nobody knows what it carries. */
export const HEADER_SPOILT = -2;

/**
 * What a receiver sees in a frame: its layers, and for each checksum whether it is right.
 *
 * Offsets count from the start of the frame. What is not there is -1 for an offset, an EtherType, a port and the like,
 * and 0 for a length. The fields are about the IP packet right behind the Ethernet header. The file of each protocol
 * fills in its own; frame-reader.ts calls one after another.
 */
export class DissectedFrame {
  bytes: Uint8Array = new Uint8Array(0);
  /** Over the same memory as `bytes`, so that an index in one is an index in the other. */
  view: DataView = new DataView(new ArrayBuffer(0));
  /** Index in `bytes` of the frame's first byte. */
  start = 0;
  length = 0;

  /** The innermost protocol that was recognised: its row in protocols.ts. */
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
  /** Where what follows that header starts, be it in the frame or not; 0 if it makes no sense. */
  payloadOffset = 0;
  sourcePort = -1;
  destinationPort = -1;
  /** Of a UDP datagram, header included, by its own account; 0 if that makes no sense. */
  datagramLength = 0;
  /** Of ICMP and ICMPv6. */
  icmpType = -1;
  icmpCode = -1;
  /** Where the message in a datagram starts whose protocol, which is the layer, goes by ports. */
  messageOffset = -1;

  /** One of the VERDICT constants. */
  verdict = VERDICT_DELIVERED;

  /** For those who read a protocol, as all that follows: where they record what came out. */
  readonly checksums = new ChecksumResults();
  /** The sum of the addresses in the pseudo header that the checksums cover: those of the header, unless options say else. */
  addressSum = 0;
  /** All of the packet is there and its length is known, so that a right sum proves something. */
  complete = true;
  /** The packet has what a checksum covers, or all of it that there will ever be. */
  summable = true;
  readonly extensions = new Ipv6Extensions();

  /** One of the REASON constants: the first thing in the frame that was not looked into, if there was any. */
  get notJudgedReason(): number {
    return this.checksums.reason;
  }
  /** The number that it is about. */
  get notJudgedValue(): number {
    return this.checksums.reasonValue;
  }

  /** Which of the packet's checksums are not absent: a bit for each, by the CHECKSUM constants. */
  get presentChecksums(): number {
    return this.checksums.present;
  }

  /**
   * What came out of verifying a checksum. Used again for the next frame.
   * @param which - one of the CHECKSUM constants
   */
  checksum(which: number): Readonly<ChecksumResult> {
    return this.checksums.all[which] as ChecksumResult;
  }

  /** Records a checksum, given the sum of all that it covers, its field at `offset` included. */
  settle(checksum: number, sum: number, offset: number): void {
    const found = this.view.getUint16(this.start + offset);
    this.checksums.settle(checksum, sum, found, offset, this.complete);
  }

  /** Begins a frame of which nothing has been read yet. */
  protected reset(bytes: Uint8Array, view: DataView, offset: number, length: number): void {
    this.bytes = bytes;
    this.view = view;
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
    this.payloadOffset = 0;
    this.sourcePort = -1;
    this.destinationPort = -1;
    this.datagramLength = 0;
    this.icmpType = -1;
    this.icmpCode = -1;
    this.messageOffset = -1;
    this.verdict = VERDICT_DELIVERED;
    this.checksums.clear();
    this.addressSum = 0;
    this.complete = true;
    this.summable = true;
  }
}
