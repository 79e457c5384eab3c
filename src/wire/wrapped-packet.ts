import {
  WRAPPED_IN_LLC,
  WRAPPED_IN_MPLS,
  WRAPPED_IN_NOTHING,
  WRAPPED_IN_PPPOE,
  WRAPPED_IN_PROVIDER_BRIDGE,
} from './encapsulations.ts';
import { ETHERNET_HEADER_LENGTH, ETHERNET_TYPE } from './ethernet.ts';
import { REASON_ETHERTYPE, REASON_LLC, REASON_MPLS, REASON_NONE, REASON_PPP } from './not-judged.ts';
import {
  ETHERTYPE_ARP,
  ETHERTYPE_ETHERNET,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  ETHERTYPE_MPLS,
  ETHERTYPE_MPLS_UPSTREAM,
  ETHERTYPE_PPP,
  ETHERTYPE_PPPOE_SESSION,
  ETHERTYPE_PROVIDER_BRIDGE,
  isVlanTag,
  LARGEST_802_3_LENGTH,
} from './protocol-numbers.ts';

/** LLC service access points (IEEE 802.2): SNAP's and, of long ago, that of IPv4 (RFC 948). */
const SAP_SNAP = 0xaa;
const SAP_IPV4 = 0x06;

/**
 * The way from a type field, such as the EtherType, to the network packet behind it: through VLAN tags, LLC and SNAP,
 * PPPoE and PPP, MPLS, and Ethernet headers in between. One serves millions of frames. Offsets count from the start of
 * the frame, and nothing at or behind `end` is touched.
 */
export class WrappedPacket {
  /** IPv4, IPv6 or ARP, if there is such a packet; otherwise -1. */
  etherType = -1;
  /** Where it begins. */
  offset = 0;
  /** Where what it is wrapped in ends. */
  end = 0;
  /** What it is wrapped in, innermost, one of the WRAPPED_IN constants. */
  wrapping = WRAPPED_IN_NOTHING;
  /** One of the REASON constants, if there is something that is not known; no reason and no packet: a header is cut. */
  reason = REASON_NONE;
  /** The number that the reason is about. */
  value = 0;
  #view: DataView = new DataView(new ArrayBuffer(0));
  #start = 0;

  /**
   * Begins a way.
   *
   * @param start - index in `view` of the frame
   * @param wrapping - of what comes at `offset`
   */
  begin(view: DataView, start: number, offset: number, end: number, wrapping: number): void {
    this.#view = view;
    this.#start = start;
    this.etherType = -1;
    this.offset = offset;
    this.end = end;
    this.wrapping = wrapping;
    this.reason = REASON_NONE;
    this.value = 0;
  }

  /** Whether there are `count` more bytes. */
  has(count: number): boolean {
    return this.offset + count <= this.end;
  }

  /** @param at - counted from where the way has come to; the caller has checked that it is there */
  uint8(at: number): number {
    return this.#view.getUint8(this.#start + this.offset + at);
  }

  uint16(at: number): number {
    return this.#view.getUint16(this.#start + this.offset + at);
  }

  /** Ends the way at something that is not known. */
  stop(reason: number, value: number): void {
    this.reason = reason;
    this.value = value;
  }

  /** Ends the way at a packet. */
  #arrive(etherType: number): void {
    this.etherType = etherType;
  }

  /** Goes on with what a packet of this EtherType, or in an IEEE 802.3 frame of this length, holds. */
  followType(first: number): void {
    let type = first;
    for (;;) {
      if (type === ETHERTYPE_IPV4 || type === ETHERTYPE_IPV6 || type === ETHERTYPE_ARP) {
        this.#arrive(type);
        return;
      }
      if (isVlanTag(type)) {
        if (!this.has(4)) return;
        type = this.uint16(2);
        this.offset += 4;
      } else if (type === ETHERTYPE_ETHERNET || type === ETHERTYPE_PROVIDER_BRIDGE) {
        if (type === ETHERTYPE_PROVIDER_BRIDGE) {
          // Four bytes of priority and service identifier come before the customer's addresses (IEEE 802.1ah).
          this.offset += 4;
          this.wrapping = WRAPPED_IN_PROVIDER_BRIDGE;
        }
        if (!this.has(ETHERNET_HEADER_LENGTH)) return;
        type = this.uint16(ETHERNET_TYPE);
        this.offset += ETHERNET_HEADER_LENGTH;
      } else if (type <= LARGEST_802_3_LENGTH) {
        this.end = Math.min(this.end, this.offset + type);
        type = this.#skipLlc();
      } else if (type === ETHERTYPE_PPPOE_SESSION) {
        type = this.#skipPppoe();
      } else if (type === ETHERTYPE_PPP) {
        type = this.#skipPpp();
      } else if (type === ETHERTYPE_MPLS || type === ETHERTYPE_MPLS_UPSTREAM) {
        type = this.#skipMpls();
      } else {
        this.stop(REASON_ETHERTYPE, type);
        return;
      }
      if (type < 0) return;
    }
  }

  /** Goes on with an Ethernet header. */
  followEthernet(): void {
    this.followType(ETHERTYPE_ETHERNET);
  }

  /** Goes on with an IP packet that tells its version itself. */
  followIp(reason: number, value: number): void {
    if (!this.has(1)) return;
    const version = this.uint8(0) >>> 4;
    if (version === 4) this.#arrive(ETHERTYPE_IPV4);
    else if (version === 6) this.#arrive(ETHERTYPE_IPV6);
    else this.stop(reason, value);
  }

  /** @returns the EtherType of what follows the LLC header, or -1 */
  #skipLlc(): number {
    if (!this.has(3)) return -1;
    const access = this.uint16(0);
    const control = this.uint8(2);
    const isUnnumbered = control === 3;
    this.wrapping = WRAPPED_IN_LLC;
    if (isUnnumbered && access === SAP_SNAP * 257) {
      if (!this.has(8)) return -1;
      const organisation = this.uint8(3) * 65536 + this.uint16(4);
      const type = this.uint16(6);
      // Encapsulated Ethernet (RFC 1042), and bridge tunnel (IEEE 802.1H).
      const isEthernet = organisation === 0 || organisation === 0xf8;
      if (isEthernet && type > LARGEST_802_3_LENGTH) {
        this.offset += 8;
        return type;
      }
    } else if (isUnnumbered && access === SAP_IPV4 * 257) {
      this.offset += 3;
      return ETHERTYPE_IPV4;
    }
    this.stop(REASON_LLC, access);
    return -1;
  }

  /** RFC 2516, 4. */
  #skipPppoe(): number {
    if (!this.has(6)) return -1;
    const length = this.uint16(4);
    this.offset += 6;
    this.wrapping = WRAPPED_IN_PPPOE;
    this.end = Math.min(this.end, this.offset + length);
    return this.#skipPpp();
  }

  /** RFC 1661, 2: a protocol number that may be one byte long, behind an address and control field (RFC 1662) that may be there. */
  #skipPpp(): number {
    if (this.has(2) && this.uint16(0) === 0xff03) this.offset += 2;
    if (!this.has(1)) return -1;
    let protocol = this.uint8(0);
    if ((protocol & 1) === 0) {
      if (!this.has(2)) return -1;
      protocol = this.uint16(0);
      this.offset++;
    }
    this.offset++;
    switch (protocol) {
      case 0x21:
        return ETHERTYPE_IPV4;
      case 0x57:
        return ETHERTYPE_IPV6;
      case 0x281:
        return ETHERTYPE_MPLS;
      default:
        this.stop(REASON_PPP, protocol);
        return -1;
    }
  }

  /** RFC 3032: what is behind the last label, nothing says; an IP packet or a pseudowire (RFC 4385) can be told. */
  #skipMpls(): number {
    let isLast = false;
    let label = 0;
    while (!isLast) {
      if (!this.has(4)) return -1;
      label = this.uint16(0) * 16 + (this.uint8(2) >>> 4);
      isLast = (this.uint8(2) & 1) !== 0;
      this.offset += 4;
    }
    this.wrapping = WRAPPED_IN_MPLS;
    if (!this.has(1)) return -1;
    const version = this.uint8(0) >>> 4;
    if (version === 4) return ETHERTYPE_IPV4;
    if (version === 6) return ETHERTYPE_IPV6;
    // The control word of a pseudowire, and an Ethernet frame behind it (RFC 4448, 4.6).
    if (version === 0 && this.#hasFrame(4)) {
      this.offset += 4;
      return ETHERTYPE_ETHERNET;
    }
    this.stop(REASON_MPLS, label);
    return -1;
  }

  /** Whether what is `at` bytes further looks like an Ethernet frame. */
  #hasFrame(at: number): boolean {
    const header = at + ETHERNET_HEADER_LENGTH;
    if (!this.has(header)) return false;
    const type = this.uint16(at + ETHERNET_TYPE);
    return type <= LARGEST_802_3_LENGTH ? this.has(header + type) : isKnownType(type);
  }
}

/** Whether a number can be an EtherType that is followed: so that a guess is not mistaken for a frame. */
function isKnownType(type: number): boolean {
  return (
    type === ETHERTYPE_IPV4 ||
    type === ETHERTYPE_IPV6 ||
    type === ETHERTYPE_ARP ||
    type === ETHERTYPE_PPPOE_SESSION ||
    type === ETHERTYPE_MPLS ||
    isVlanTag(type)
  );
}
