import type { ByteRange } from './bytes.ts';
import { addToSum, finish } from './checksum.ts';
import { IPV6_HEADER_LENGTH, IPV6_SOURCE } from './ipv6.ts';
import { IP_PROTOCOL_ICMPV6 } from './protocol-numbers.ts';
import type { Window } from './window.ts';

const TYPE = 0;
const CODE = 1;
/** Offset of the checksum. */
export const ICMPV6_CHECKSUM = 2;
/** Reserved bits and flags of neighbour discovery; identifier and sequence number of an echo. */
const REST = 4;
const TARGET = 8;

/** Bytes of a router solicitation without options, and of an echo header (RFC 4861, 4.1; RFC 4443, 4.2). */
export const ICMPV6_HEADER_LENGTH = 8;
/** Bytes of a neighbour solicitation or advertisement without options (RFC 4861, 4.3 and 4.4). */
export const NEIGHBOUR_MESSAGE_LENGTH = 24;
/** Bytes of a link-layer address option for Ethernet (RFC 4861, 4.6.1). */
export const LINK_LAYER_OPTION_LENGTH = 8;

export const ROUTER_SOLICITATION = 133;
export const NEIGHBOUR_SOLICITATION = 135;
export const NEIGHBOUR_ADVERTISEMENT = 136;
export const ECHO6_REPLY = 129;

export const OPTION_SOURCE_LINK_LAYER = 1;
export const OPTION_TARGET_LINK_LAYER = 2;

/** Writes the first 8 bytes of an ICMPv6 message at `at`, with a cleared checksum. */
export function writeIcmpv6Header(window: Window, at: number, type: number, rest: number): void {
  const o = window.claim(at, ICMPV6_HEADER_LENGTH);
  const view = window.view;
  view.setUint8(o + TYPE, type);
  view.setUint8(o + CODE, 0);
  view.setUint16(o + ICMPV6_CHECKSUM, 0);
  view.setUint32(o + REST, rest);
}

/** Writes the target address of the neighbour message at `at`. */
export function writeTarget(window: Window, at: number, target: Uint8Array): void {
  window.setAll(at + TARGET, target);
}

/** Writes a link-layer address option at `at`. */
export function writeLinkLayerOption(window: Window, at: number, type: number, mac: Uint8Array): void {
  const o = window.claim(at, 2);
  window.view.setUint8(o, type);
  window.view.setUint8(o + 1, 1);
  writeLinkLayerAddress(window, at, mac);
}

/**
 * Writes only the address of the link-layer address option at `at`. A router solicitation is written so: the
 * option's type and length are left as they were (tcpip 3.7.1, ndpv6.ml, Allocate.rs).
 */
export function writeLinkLayerAddress(window: Window, at: number, mac: Uint8Array): void {
  window.setAll(at + 2, mac);
}

/**
 * Stores the checksum of the ICMPv6 message at `at`, behind the IPv6 header at `at - 40`. Upstream sums the
 * whole rest of the buffer, however long the message is, and puts that length into the pseudo header (tcpip
 * 3.7.1, ndpv6.ml, checksum). It comes out right only if the buffer ends with the message.
 *
 * @param data - summed after the rest of the buffer
 */
export function storeIcmpv6Checksum(window: Window, at: number, data: Readonly<ByteRange>): void {
  const field = at + ICMPV6_CHECKSUM;
  const rest = window.length - at;
  const length = rest + data.length;
  let sum = (length >>> 16) + (length & 0xffff) + IP_PROTOCOL_ICMPV6;
  sum = window.sumStored(field, sum, at - IPV6_HEADER_LENGTH + IPV6_SOURCE, IPV6_HEADER_LENGTH - IPV6_SOURCE);
  sum = window.sumStored(field, sum, at, rest);
  sum = addToSum(sum, data.bytes, data.offset, data.length, (rest & 1) === 1);
  window.view.setUint16(window.claim(field, 2), finish(sum));
}
