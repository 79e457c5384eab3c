import {
  WRAPPED_IN_ERSPAN,
  WRAPPED_IN_ETHERIP,
  WRAPPED_IN_GENEVE,
  WRAPPED_IN_GRE,
  WRAPPED_IN_GTP,
  WRAPPED_IN_L2TP,
  WRAPPED_IN_LISP,
  WRAPPED_IN_MPLS,
  WRAPPED_IN_TEREDO,
  WRAPPED_IN_VXLAN,
} from './encapsulations.ts';
import {
  GRE_FLAGS,
  GRE_HAS_ROUTING,
  GRE_HAS_SEQUENCE,
  GRE_HEADER_LENGTH,
  GRE_TYPE,
  GRE_VERSION,
  greHeaderLength,
} from './gre.ts';
import { REASON_GRE, REASON_TUNNEL } from './not-judged.ts';
import {
  ETHERTYPE_ETHERNET,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  ETHERTYPE_MPLS,
  ETHERTYPE_PPP,
  IP_PROTOCOL_ETHERIP,
  IP_PROTOCOL_ETHERNET,
  IP_PROTOCOL_GRE,
  IP_PROTOCOL_IPIP,
  IP_PROTOCOL_IPV4,
  IP_PROTOCOL_IPV6,
  IP_PROTOCOL_MPLS,
  isVlanTag,
} from './protocol-numbers.ts';
import type { WrappedPacket } from './wrapped-packet.ts';

/** Types in a GRE header beside EtherTypes: mirrored frames (ERSPAN), and redirected packets (WCCP). */
const GRE_ERSPAN = 0x88be;
const GRE_ERSPAN_3 = 0x22eb;
const GRE_WCCP = 0x883e;

const ERSPAN_2_HEADER_LENGTH = 8;

/** UDP ports of tunnels (IANA; 8472 is what Linux had before). */
const PORT_L2TP = 1701;
const PORT_GTP = 2152;
const PORT_TEREDO = 3544;
const PORT_LISP = 4341;
const PORT_IPSEC = 4500;
const PORT_GRE = 4754;
const PORT_VXLAN = 4789;
const PORT_VXLAN_GPE = 4790;
const PORT_CAPWAP = 5247;
const PORT_GENEVE = 6081;
const PORT_MPLS = 6635;
const PORT_VXLAN_LINUX = 8472;

/** Whether packets of this IP protocol carry packets. */
export function isTunnelProtocol(protocol: number): boolean {
  return (
    protocol === IP_PROTOCOL_IPV4 ||
    protocol === IP_PROTOCOL_IPV6 ||
    protocol === IP_PROTOCOL_GRE ||
    protocol === IP_PROTOCOL_IPIP ||
    protocol === IP_PROTOCOL_ETHERIP ||
    protocol === IP_PROTOCOL_MPLS ||
    protocol === IP_PROTOCOL_ETHERNET
  );
}

/** Whether datagrams to this UDP port carry packets. */
export function isTunnelPort(port: number): boolean {
  switch (port) {
    case PORT_L2TP:
    case PORT_GTP:
    case PORT_TEREDO:
    case PORT_LISP:
    case PORT_IPSEC:
    case PORT_GRE:
    case PORT_VXLAN:
    case PORT_VXLAN_GPE:
    case PORT_CAPWAP:
    case PORT_GENEVE:
    case PORT_MPLS:
    case PORT_VXLAN_LINUX:
      return true;
    default:
      return false;
  }
}

/** Goes on from behind an IP header of a protocol that carries packets. */
export function followProtocol(way: WrappedPacket, protocol: number): void {
  switch (protocol) {
    case IP_PROTOCOL_GRE:
      followGre(way);
      return;
    case IP_PROTOCOL_ETHERIP:
      // Two bytes of version and zeros (RFC 3378, 3).
      way.wrapping = WRAPPED_IN_ETHERIP;
      way.offset += 2;
      way.followEthernet();
      return;
    case IP_PROTOCOL_ETHERNET:
      way.followEthernet();
      return;
    case IP_PROTOCOL_MPLS:
      way.followType(ETHERTYPE_MPLS);
      return;
    default:
      way.followType(protocol === IP_PROTOCOL_IPV6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4);
  }
}

/** Goes on from behind the UDP header of a datagram to a port of a tunnel. */
export function followPort(way: WrappedPacket, port: number): void {
  switch (port) {
    case PORT_VXLAN:
    case PORT_VXLAN_LINUX:
      way.wrapping = WRAPPED_IN_VXLAN;
      way.offset += 8;
      way.followEthernet();
      return;
    case PORT_VXLAN_GPE:
      followVxlanGpe(way);
      return;
    case PORT_GENEVE:
      followGeneve(way);
      return;
    case PORT_GTP:
      followGtp(way);
      return;
    case PORT_TEREDO:
      followTeredo(way);
      return;
    case PORT_L2TP:
      followL2tp(way);
      return;
    case PORT_LISP:
      way.wrapping = WRAPPED_IN_LISP;
      way.offset += 8;
      way.followIp(REASON_TUNNEL, port);
      return;
    case PORT_GRE:
      followGre(way);
      return;
    case PORT_MPLS:
      way.wrapping = WRAPPED_IN_MPLS;
      way.followType(ETHERTYPE_MPLS);
      return;
    default:
      way.stop(REASON_TUNNEL, port);
  }
}

function followGre(way: WrappedPacket): void {
  way.wrapping = WRAPPED_IN_GRE;
  if (!way.has(GRE_HEADER_LENGTH)) return;
  const flags = way.uint16(GRE_FLAGS);
  const type = way.uint16(GRE_TYPE);
  const isRouted = (flags & GRE_HAS_ROUTING) !== 0;
  const hasSequence = (flags & GRE_HAS_SEQUENCE) !== 0;
  const version = flags & GRE_VERSION;
  if (isRouted || version > 1) {
    way.stop(REASON_GRE, type);
    return;
  }
  const length = greHeaderLength(flags);
  if (!way.has(length)) return;
  way.offset += length;
  // A packet of PPTP that only acknowledges carries nothing.
  if (version === 1 && !hasSequence) way.stop(REASON_GRE, type);
  else if (type === GRE_ERSPAN) followErspan(way, hasSequence ? ERSPAN_2_HEADER_LENGTH : 0);
  else if (type === GRE_ERSPAN_3) followErspan3(way);
  else if (type === GRE_WCCP) followWccp(way);
  else if (isFollowed(type)) way.followType(type);
  else way.stop(REASON_GRE, type);
}

function isFollowed(type: number): boolean {
  return (
    type === ETHERTYPE_IPV4 ||
    type === ETHERTYPE_IPV6 ||
    type === ETHERTYPE_ETHERNET ||
    type === ETHERTYPE_MPLS ||
    type === ETHERTYPE_PPP ||
    isVlanTag(type)
  );
}

/** Type I has no header of its own, and no GRE sequence number; type II has both. */
function followErspan(way: WrappedPacket, headerLength: number): void {
  way.wrapping = WRAPPED_IN_ERSPAN;
  way.offset += headerLength;
  way.followEthernet();
}

/** Type III has 12 bytes, and 8 more if its last bit says so; the frame type in it is 0 for Ethernet, 2 for IP. */
function followErspan3(way: WrappedPacket): void {
  way.wrapping = WRAPPED_IN_ERSPAN;
  if (!way.has(12)) return;
  const last = way.uint16(10);
  const frameType = (last >>> 10) & 31;
  way.offset += (last & 1) === 0 ? 12 : 20;
  if (frameType === 0) way.followEthernet();
  else way.followIp(REASON_GRE, GRE_ERSPAN_3);
}

/** Version 2 puts 4 bytes before the packet; version 1 does not. */
function followWccp(way: WrappedPacket): void {
  if (way.has(5) && way.uint8(0) >>> 4 !== 4) way.offset += 4;
  way.followIp(REASON_GRE, GRE_WCCP);
}

function followVxlanGpe(way: WrappedPacket): void {
  way.wrapping = WRAPPED_IN_VXLAN;
  if (!way.has(8)) return;
  const next = way.uint8(3);
  way.offset += 8;
  if (next === 1) way.followType(ETHERTYPE_IPV4);
  else if (next === 2) way.followType(ETHERTYPE_IPV6);
  else if (next === 3) way.followEthernet();
  else if (next === 5) way.followType(ETHERTYPE_MPLS);
  else way.stop(REASON_TUNNEL, PORT_VXLAN_GPE);
}

/** RFC 8926, 3.4. */
function followGeneve(way: WrappedPacket): void {
  way.wrapping = WRAPPED_IN_GENEVE;
  if (!way.has(8)) return;
  const options = (way.uint8(0) & 63) * 4;
  const type = way.uint16(2);
  way.offset += 8 + options;
  if (isFollowed(type)) way.followType(type);
  else way.stop(REASON_TUNNEL, PORT_GENEVE);
}

/** 3GPP TS 29.281, 5.1: only messages of type 255 carry a packet. */
function followGtp(way: WrappedPacket): void {
  way.wrapping = WRAPPED_IN_GTP;
  if (!way.has(8)) return;
  const flags = way.uint8(0);
  if (flags >>> 5 !== 1 || way.uint8(1) !== 255) {
    way.stop(REASON_TUNNEL, PORT_GTP);
    return;
  }
  way.end = Math.min(way.end, way.offset + 8 + way.uint16(2));
  way.offset += 8;
  if ((flags & 7) !== 0) {
    if (!way.has(4)) return;
    let next = (flags & 4) === 0 ? 0 : way.uint8(3);
    way.offset += 4;
    // An extension header begins with its length in words of four bytes, and ends with the type of the next.
    while (next !== 0) {
      const length = way.has(1) ? way.uint8(0) * 4 : 0;
      if (length === 0 || !way.has(length)) return;
      next = way.uint8(length - 1);
      way.offset += length;
    }
  }
  way.followIp(REASON_TUNNEL, PORT_GTP);
}

/** RFC 4380, 5.1.1: the packet may be behind an authentication and an origin indication. */
function followTeredo(way: WrappedPacket): void {
  way.wrapping = WRAPPED_IN_TEREDO;
  if (way.has(4) && way.uint16(0) === 1) way.offset += 4 + way.uint8(2) + way.uint8(3) + 9;
  if (way.has(2) && way.uint16(0) === 0) way.offset += 8;
  way.followIp(REASON_TUNNEL, PORT_TEREDO);
}

/** RFC 2661, 3.1: a control message carries no packet. */
function followL2tp(way: WrappedPacket): void {
  way.wrapping = WRAPPED_IN_L2TP;
  if (!way.has(2)) return;
  const flags = way.uint16(0);
  if ((flags & 15) !== 2 || (flags & 0x8000) !== 0) {
    way.stop(REASON_TUNNEL, PORT_L2TP);
    return;
  }
  let length = 6;
  if ((flags & 0x4000) !== 0) length += 2;
  if ((flags & 0x0800) !== 0) length += 4;
  if ((flags & 0x0200) !== 0) {
    if (!way.has(length + 2)) return;
    length += 2 + way.uint16(length);
  }
  way.offset += length;
  way.followType(ETHERTYPE_PPP);
}
