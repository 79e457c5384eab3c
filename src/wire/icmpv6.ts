import type { ByteRange } from './bytes.ts';
import { addAnyViewToSum, addToSum, addWord32, finish } from './checksum.ts';
import { CHECKSUM_ICMPV6 } from './checksum-status.ts';
import type { DissectedFrame } from './dissected-frame.ts';
import { type Field, indicesOf, namesOf } from './field.ts';
import { IPV6_HEADER_LENGTH, IPV6_SOURCE } from './ipv6.ts';
import type { Transport } from './protocol.ts';
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

/** Types of messages (IANA). */
const UNREACHABLE6 = 1;
const PACKET_TOO_BIG = 2;
const TIME_EXCEEDED6 = 3;
const PARAMETER_PROBLEM6 = 4;
export const ECHO6_REQUEST = 128;
export const ECHO6_REPLY = 129;
export const ROUTER_SOLICITATION = 133;
export const ROUTER_ADVERTISEMENT = 134;
export const NEIGHBOUR_SOLICITATION = 135;
export const NEIGHBOUR_ADVERTISEMENT = 136;

export const OPTION_SOURCE_LINK_LAYER = 1;
export const OPTION_TARGET_LINK_LAYER = 2;
/** A link-layer address option: its type, its length in units of 8 bytes, and the address (RFC 4861, 4.6.1). */
export const LINK_LAYER_OPTION_TYPE = 0;
export const LINK_LAYER_OPTION_UNITS = 1;
export const LINK_LAYER_OPTION_ADDRESS = 2;

const TYPES: Readonly<Record<number, string>> = {
  [UNREACHABLE6]: 'destination unreachable',
  [PACKET_TOO_BIG]: 'packet too big',
  [TIME_EXCEEDED6]: 'time exceeded',
  [PARAMETER_PROBLEM6]: 'parameter problem',
  [ECHO6_REQUEST]: 'echo request',
  [ECHO6_REPLY]: 'echo reply',
  [ROUTER_SOLICITATION]: 'router solicitation',
  [ROUTER_ADVERTISEMENT]: 'router advertisement',
  [NEIGHBOUR_SOLICITATION]: 'neighbour solicitation',
  [NEIGHBOUR_ADVERTISEMENT]: 'neighbour advertisement',
};

const NAMES = [
  ...namesOf([
    ...ICMPV6_ECHO_FIELDS,
    ...ROUTER_SOLICITATION_FIELDS,
    ...ROUTER_ADVERTISEMENT_FIELDS,
    ...NEIGHBOUR_SOLICITATION_FIELDS,
    ...NEIGHBOUR_ADVERTISEMENT_FIELDS,
  ]),
  'icmpv6.option',
  'icmpv6.payload',
] as const;
const ECHO_BYTES = indicesOf(NAMES, ICMPV6_ECHO_FIELDS);
const ROUTER_SOLICITATION_BYTES = indicesOf(NAMES, ROUTER_SOLICITATION_FIELDS);
const ROUTER_ADVERTISEMENT_BYTES = indicesOf(NAMES, ROUTER_ADVERTISEMENT_FIELDS);
const NEIGHBOUR_SOLICITATION_BYTES = indicesOf(NAMES, NEIGHBOUR_SOLICITATION_FIELDS);
const NEIGHBOUR_ADVERTISEMENT_BYTES = indicesOf(NAMES, NEIGHBOUR_ADVERTISEMENT_FIELDS);
const OTHER_BYTES = indicesOf(NAMES, ICMPV6_FIELDS);
const OPTION = NAMES.indexOf('icmpv6.option');
const PAYLOAD = NAMES.indexOf('icmpv6.payload');

export const ICMPV6: Transport = {
  name: 'icmpv6',
  number: IP_PROTOCOL_ICMPV6,
  checksum: CHECKSUM_ICMPV6,
  fields: NAMES,
  fieldAt,
  words: (typeAndCode) => TYPES[typeAndCode >>> 8] ?? `type ${typeAndCode >>> 8} code ${typeAndCode & 255}`,
  read,
};

function fieldAt({ icmpType }: DissectedFrame, at: number): number {
  switch (icmpType) {
    case ECHO6_REQUEST:
    case ECHO6_REPLY:
      return ECHO_BYTES[at] ?? PAYLOAD;
    case ROUTER_SOLICITATION:
      return ROUTER_SOLICITATION_BYTES[at] ?? OPTION;
    case ROUTER_ADVERTISEMENT:
      return ROUTER_ADVERTISEMENT_BYTES[at] ?? OPTION;
    case NEIGHBOUR_SOLICITATION:
      return NEIGHBOUR_SOLICITATION_BYTES[at] ?? OPTION;
    case NEIGHBOUR_ADVERTISEMENT:
      return NEIGHBOUR_ADVERTISEMENT_BYTES[at] ?? OPTION;
    default:
      return OTHER_BYTES[at] ?? PAYLOAD;
  }
}

/** RFC 4443, 2: the checksum covers a pseudo header, too. */
function read(frame: DissectedFrame, offset: number, length: number): boolean {
  const at = frame.start + offset;
  if (length < ICMPV6_HEADER_LENGTH) {
    frame.truncated = true;
    frame.complete = false;
  }
  const hasChecksum = length >= ICMPV6_BODY;
  if (hasChecksum) {
    frame.payloadOffset = offset + ICMPV6_HEADER_LENGTH;
    frame.icmpType = frame.bytes[at + ICMPV6_TYPE] as number;
    frame.icmpCode = frame.bytes[at + ICMPV6_CODE] as number;
  }
  if (!hasChecksum || !frame.summable) {
    frame.checksums.setUnverifiable(CHECKSUM_ICMPV6, hasChecksum ? offset + ICMPV6_CHECKSUM : -1);
  } else {
    const pseudo = addWord32(frame.addressSum + IP_PROTOCOL_ICMPV6, length);
    frame.settle(CHECKSUM_ICMPV6, addAnyViewToSum(pseudo, frame.view, at, length), offset + ICMPV6_CHECKSUM);
  }
  return hasChecksum;
}

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
  const o = window.claim(at, LINK_LAYER_OPTION_ADDRESS);
  window.view.setUint8(o + LINK_LAYER_OPTION_TYPE, type);
  window.view.setUint8(o + LINK_LAYER_OPTION_UNITS, 1);
  writeLinkLayerAddress(window, at, mac);
}

/**
 * Writes only the address of the link-layer address option at `at`. A router solicitation is written so: the
 * option's type and length are left as they were (tcpip 3.7.1, ndpv6.ml, Allocate.rs).
 */
export function writeLinkLayerAddress(window: Window, at: number, mac: Uint8Array): void {
  window.setAll(at + LINK_LAYER_OPTION_ADDRESS, mac);
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
