import { type CapturedPacket, LINK_TYPE_ETHERNET, linkTypeName } from '../capture-reader/index.ts';
import { copyBytes } from '../wire/copy.ts';
import {
  ETHERNET_DESTINATION,
  ETHERNET_HEADER_LENGTH,
  ETHERNET_SOURCE,
  ETHERNET_TYPE,
} from '../wire/ethernet.ts';
import { destinationMac, IPV4_DESTINATION, IPV4_HEADER_LENGTH, IPV4_SOURCE } from '../wire/ipv4.ts';
import { IPV6_DESTINATION, IPV6_HEADER_LENGTH, IPV6_SOURCE } from '../wire/ipv6.ts';
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, LARGEST_802_3_LENGTH } from '../wire/protocol-numbers.ts';

/** Where a link layer without Ethernet headers has the network packet, and where the type of it. */
interface LinkLayer {
  headerLength: number;
  /** Offset of a 16-bit EtherType in the header; -1 if only IP packets are carried, which tell their version. */
  typeAt: number;
}

const IP_ALONE: LinkLayer = { headerLength: 0, typeAt: -1 };
const BSD_LOOPBACK: LinkLayer = { headerLength: 4, typeAt: -1 };

/** By LINKTYPE_ number, see https://www.tcpdump.org/linktypes.html. */
const LINK_LAYERS: ReadonlyMap<number, LinkLayer> = new Map([
  [0, BSD_LOOPBACK],
  [12, IP_ALONE],
  [14, IP_ALONE],
  [101, IP_ALONE],
  [108, BSD_LOOPBACK],
  [113, { headerLength: 16, typeAt: 14 }],
  [228, IP_ALONE],
  [229, IP_ALONE],
  [276, { headerLength: 20, typeAt: 0 }],
]);

/** Whether packets of this LINKTYPE_ number can be framed, at least those of them that are IP packets. */
export function isFramed(linkType: number): boolean {
  return linkType === LINK_TYPE_ETHERNET || LINK_LAYERS.has(linkType);
}

/**
 * @param packet - that cannot be framed, although its link type can
 * @returns the IP version that it claims; less than 0 if it ends in the header of its link, or right behind it
 */
export function claimedVersion({ linkType, view, offset, length }: CapturedPacket): number {
  const headerLength = LINK_LAYERS.get(linkType)?.headerLength ?? 0;
  return length <= headerLength ? -1 : view.getUint8(offset + headerLength) >>> 4;
}

/** What the messages that refuse a link type name instead. */
export const FRAMED_LINK_TYPES = 'Ethernet, raw IP, BSD loopback and Linux cooked captures';

/** What a cooked capture has for an EtherType where the frame begins with an LLC header (Linux: ETH_P_802_2). */
const COOKED_LLC = 4;

const LOCALLY_ADMINISTERED = 0x02;

/**
 * Packets of a capture as Ethernet frames. Those of an Ethernet are left where they are; IP packets of other link
 * layers get a header with MAC addresses that are made from their IP addresses. One serves millions of packets.
 */
export class EthernetFraming {
  bytes: Uint8Array = new Uint8Array(0);
  /** Over the same memory as `bytes`, so that an index in one is an index in the other. */
  view: DataView = new DataView(this.bytes.buffer);
  /** Index in `bytes` of the frame's first byte. */
  offset = 0;
  length = 0;
  /** What an offset in the frame has to be moved by to be one in the packet. */
  shift = 0;
  #own = new Uint8Array(0);
  #ownView = this.view;

  /**
   * Points `bytes` at the packet as a frame: valid as long as the packet is.
   * @returns why it cannot be one, or undefined
   */
  frame(packet: CapturedPacket): string | undefined {
    if (packet.linkType === LINK_TYPE_ETHERNET) {
      this.bytes = packet.bytes;
      this.view = packet.view;
      this.offset = packet.offset;
      this.length = packet.length;
      this.shift = 0;
      return undefined;
    }
    const layer = LINK_LAYERS.get(packet.linkType);
    if (layer === undefined) {
      return `its link type is ${linkTypeName(packet.linkType)}; taken are ${FRAMED_LINK_TYPES}`;
    }
    const type = etherType(packet, layer);
    if (type === undefined)
      return `it is no IP packet, as its link type ${linkTypeName(packet.linkType)} asks`;
    this.#wrap(packet, layer.headerLength, type);
    return undefined;
  }

  #wrap(packet: CapturedPacket, headerLength: number, type: number): void {
    const length = packet.length - headerLength;
    const needed = ETHERNET_HEADER_LENGTH + length;
    if (this.#own.length < needed) {
      this.#own = new Uint8Array(2 * needed);
      this.#ownView = new DataView(this.#own.buffer);
    }
    const own = this.#own;
    copyBytes(packet.bytes, packet.offset + headerLength, own, ETHERNET_HEADER_LENGTH, length);
    this.bytes = own;
    this.view = this.#ownView;
    this.offset = 0;
    this.length = needed;
    this.shift = headerLength - ETHERNET_HEADER_LENGTH;
    own.fill(0, 0, ETHERNET_HEADER_LENGTH);
    own[ETHERNET_DESTINATION] = LOCALLY_ADMINISTERED;
    own[ETHERNET_SOURCE] = LOCALLY_ADMINISTERED;
    if (type === ETHERTYPE_IPV4 && length >= IPV4_HEADER_LENGTH) this.#addressIpv4();
    else if (type === ETHERTYPE_IPV6 && length >= IPV6_HEADER_LENGTH) this.#addressIpv6();
    this.view.setUint16(ETHERNET_TYPE, type);
  }

  #addressIpv4(): void {
    const { view } = this;
    const destination = view.getUint32(ETHERNET_HEADER_LENGTH + IPV4_DESTINATION);
    view.setUint32(ETHERNET_SOURCE + 2, view.getUint32(ETHERNET_HEADER_LENGTH + IPV4_SOURCE));
    view.setUint32(ETHERNET_DESTINATION + 2, destination);
    // Broadcast and multicast have addresses of their own.
    const made = this.bytes.subarray(ETHERNET_DESTINATION, ETHERNET_SOURCE);
    this.bytes.set(destinationMac(destination, made), ETHERNET_DESTINATION);
  }

  #addressIpv6(): void {
    const { view } = this;
    const destination = ETHERNET_HEADER_LENGTH + IPV6_DESTINATION;
    view.setUint32(ETHERNET_SOURCE + 2, view.getUint32(ETHERNET_HEADER_LENGTH + IPV6_SOURCE + 12));
    view.setUint32(ETHERNET_DESTINATION + 2, view.getUint32(destination + 12));
    if (view.getUint8(destination) === 0xff) view.setUint16(ETHERNET_DESTINATION, 0x3333);
  }
}

function etherType({ view, offset, length }: CapturedPacket, layer: LinkLayer): number | undefined {
  const { headerLength, typeAt } = layer;
  if (length <= headerLength) return undefined;
  if (typeAt >= 0) {
    const type = view.getUint16(offset + typeAt);
    // An Ethernet header has the length there.
    return type === COOKED_LLC ? Math.min(length - headerLength, LARGEST_802_3_LENGTH) : type;
  }
  const version = view.getUint8(offset + headerLength) >>> 4;
  return version === 4 ? ETHERTYPE_IPV4 : version === 6 ? ETHERTYPE_IPV6 : undefined;
}
