import type { ByteRange } from './bytes.ts';
import { addToSum, finish } from './checksum.ts';
import type { Field } from './field.ts';
import { IPV6_HEADER_LENGTH, IPV6_SOURCE } from './ipv6.ts';
import { IP_PROTOCOL_ICMPV6 } from './protocol-numbers.ts';
import type { Window } from './window.ts';

export const ICMPV6_TYPE = 0;
export const ICMPV6_CODE = 1;
export const ICMPV6_CHECKSUM = 2;
/** Here the message begins, whose layout depends on the type. */
export const ICMPV6_BODY = 4;
/** Of an echo: its identifier and its sequence number. */
export const ICMPV6_IDENTIFIER = 4;
export const ICMPV6_SEQUENCE = 6;
/** Of a neighbour message: its target, behind flags and reserved bits. */
export const ICMPV6_TARGET = 8;

/** Bytes of a router solicitation without options, and of an echo header (RFC 4861, 4.1; RFC 4443, 4.2). */
export const ICMPV6_HEADER_LENGTH = 8;
/** Bytes of a neighbour solicitation or advertisement without options (RFC 4861, 4.3 and 4.4). */
export const NEIGHBOUR_MESSAGE_LENGTH = 24;
/** Bytes of a router advertisement without options (RFC 4861, 4.2). */
export const ROUTER_ADVERTISEMENT_LENGTH = 16;
/** Bytes of a link-layer address option for Ethernet (RFC 4861, 4.6.1). */
export const LINK_LAYER_OPTION_LENGTH = 8;

/** What all messages begin with. */
export const ICMPV6_FIELDS = [
  [ICMPV6_TYPE, 1, 'icmpv6.type'],
  [ICMPV6_CODE, 1, 'icmpv6.code'],
  [ICMPV6_CHECKSUM, 2, 'icmpv6.checksum'],
] as const satisfies readonly Field[];
export const ICMPV6_ECHO_FIELDS = [
  ...ICMPV6_FIELDS,
  [ICMPV6_IDENTIFIER, 2, 'icmpv6.identifier'],
  [ICMPV6_SEQUENCE, 2, 'icmpv6.sequence'],
] as const satisfies readonly Field[];
export const ROUTER_SOLICITATION_FIELDS = [
  ...ICMPV6_FIELDS,
  [ICMPV6_BODY, 4, 'icmpv6.reserved'],
] as const satisfies readonly Field[];
/** Hop limit, flags and timers are one field here. */
export const ROUTER_ADVERTISEMENT_FIELDS = [
  ...ICMPV6_FIELDS,
  [ICMPV6_BODY, 12, 'icmpv6.router'],
] as const satisfies readonly Field[];
export const NEIGHBOUR_SOLICITATION_FIELDS = [
  ...ROUTER_SOLICITATION_FIELDS,
  [ICMPV6_TARGET, 16, 'icmpv6.target'],
] as const satisfies readonly Field[];
export const NEIGHBOUR_ADVERTISEMENT_FIELDS = [
  ...ICMPV6_FIELDS,
  [ICMPV6_BODY, 4, 'icmpv6.flags'],
  [ICMPV6_TARGET, 16, 'icmpv6.target'],
] as const satisfies readonly Field[];

export const ECHO6_REQUEST = 128;
export const ECHO6_REPLY = 129;
export const ROUTER_SOLICITATION = 133;
export const ROUTER_ADVERTISEMENT = 134;
export const NEIGHBOUR_SOLICITATION = 135;
export const NEIGHBOUR_ADVERTISEMENT = 136;

export const OPTION_SOURCE_LINK_LAYER = 1;
export const OPTION_TARGET_LINK_LAYER = 2;

/** Writes the first 8 bytes of an ICMPv6 message at `at`, with a cleared checksum. */
export function writeIcmpv6Header(window: Window, at: number, type: number, rest: number): void {
  const o = window.claim(at, ICMPV6_HEADER_LENGTH);
  const view = window.view;
  view.setUint8(o + ICMPV6_TYPE, type);
  view.setUint8(o + ICMPV6_CODE, 0);
  view.setUint16(o + ICMPV6_CHECKSUM, 0);
  view.setUint32(o + ICMPV6_BODY, rest);
}

/** Writes the target address of the neighbour message at `at`. */
export function writeTarget(window: Window, at: number, target: Uint8Array): void {
  window.setAll(at + ICMPV6_TARGET, target);
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
