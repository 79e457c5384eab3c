import type { ByteRange } from './bytes.ts';
import { addAnyViewToSum, addToSum, finish } from './checksum.ts';
import { CHECKSUM_ICMP } from './checksum-status.ts';
import type { DissectedFrame } from './dissected-frame.ts';
import { type Field, indicesOf, namesOf } from './field.ts';
import type { Transport } from './protocol.ts';
import { IP_PROTOCOL_ICMP } from './protocol-numbers.ts';
import type { Window } from './window.ts';

export const ICMP_TYPE = 0;
export const ICMP_CODE = 1;
export const ICMP_CHECKSUM = 2;
/** What it means depends on the type. */
export const ICMP_REST = 4;
/** Of a query: its identifier and its sequence number. */
export const ICMP_IDENTIFIER = 4;
export const ICMP_SEQUENCE = 6;
/** Of an error: how many words of 4 bytes of the packet are quoted (RFC 4884, 4). */
export const ICMP_QUOTED_WORDS = 5;
/** Bytes of an ICMP header (RFC 792). */
export const ICMP_HEADER_LENGTH = 8;

const COMMON_FIELDS = [
  [ICMP_TYPE, 1, 'icmp.type'],
  [ICMP_CODE, 1, 'icmp.code'],
  [ICMP_CHECKSUM, 2, 'icmp.checksum'],
] as const satisfies readonly Field[];
/** Of a query, such as an echo, and of the reply to it. */
export const ICMP_QUERY_FIELDS = [
  ...COMMON_FIELDS,
  [ICMP_IDENTIFIER, 2, 'icmp.identifier'],
  [ICMP_SEQUENCE, 2, 'icmp.sequence'],
] as const satisfies readonly Field[];
/** Of any other message. */
export const ICMP_OTHER_FIELDS = [
  ...COMMON_FIELDS,
  [ICMP_REST, 4, 'icmp.rest_of_header'],
] as const satisfies readonly Field[];

/** Types of messages (IANA). */
export const ICMP_ECHO_REPLY = 0;
export const ICMP_UNREACHABLE = 3;
export const ICMP_SOURCE_QUENCH = 4;
export const ICMP_REDIRECT = 5;
export const ICMP_ECHO_REQUEST = 8;
export const ICMP_TIME_EXCEEDED = 11;
export const ICMP_PARAMETER_PROBLEM = 12;
/** Timestamp, information and address mask, each with the reply to it, are from here ... */
const ICMP_TIMESTAMP = 13;
/** ... to here (RFC 792, RFC 950). */
const ICMP_ADDRESS_MASK_REPLY = 18;

const TYPES: Readonly<Record<number, string>> = {
  [ICMP_ECHO_REPLY]: 'echo reply',
  [ICMP_UNREACHABLE]: 'destination unreachable',
  [ICMP_SOURCE_QUENCH]: 'source quench',
  [ICMP_REDIRECT]: 'redirect',
  [ICMP_ECHO_REQUEST]: 'echo request',
  [ICMP_TIME_EXCEEDED]: 'time exceeded',
  [ICMP_PARAMETER_PROBLEM]: 'parameter problem',
};

/** Messages shorter than this are not summed. */
const LEAST_SUMMED = ICMP_SEQUENCE;

const NAMES = [...namesOf([...ICMP_QUERY_FIELDS, ...ICMP_OTHER_FIELDS]), 'icmp.payload'] as const;
const QUERY_BYTES = indicesOf(NAMES, ICMP_QUERY_FIELDS);
const OTHER_BYTES = indicesOf(NAMES, ICMP_OTHER_FIELDS);
const PAYLOAD = NAMES.indexOf('icmp.payload');

export const ICMP: Transport = {
  name: 'icmp',
  number: IP_PROTOCOL_ICMP,
  checksum: CHECKSUM_ICMP,
  fields: NAMES,
  fieldAt: ({ icmpType }, at) => (isQuery(icmpType) ? QUERY_BYTES : OTHER_BYTES)[at] ?? PAYLOAD,
  words: (typeAndCode) => TYPES[typeAndCode >>> 8] ?? `type ${typeAndCode >>> 8} code ${typeAndCode & 255}`,
  read,
};

/** Whether a message of this type is a query, or the reply to one. */
function isQuery(type: number): boolean {
  if (type === ICMP_ECHO_REPLY || type === ICMP_ECHO_REQUEST) return true;
  return type >= ICMP_TIMESTAMP && type <= ICMP_ADDRESS_MASK_REPLY;
}

function read(frame: DissectedFrame, offset: number, length: number): boolean {
  const at = frame.start + offset;
  if (length < ICMP_HEADER_LENGTH) {
    frame.truncated = true;
    frame.complete = false;
  }
  const hasChecksum = length >= ICMP_REST;
  if (hasChecksum) {
    frame.payloadOffset = offset + ICMP_HEADER_LENGTH;
    frame.icmpType = frame.bytes[at + ICMP_TYPE] as number;
    frame.icmpCode = frame.bytes[at + ICMP_CODE] as number;
  }
  if (length < LEAST_SUMMED || !frame.summable) {
    frame.checksums.setUnverifiable(CHECKSUM_ICMP, hasChecksum ? offset + ICMP_CHECKSUM : -1);
  } else {
    frame.settle(CHECKSUM_ICMP, addAnyViewToSum(0, frame.view, at, length), offset + ICMP_CHECKSUM);
  }
  return hasChecksum;
}

/**
 * Writes an ICMP header at `at` with a checksum over it and the payload, as the stack does for its own echo
 * messages: the header is made in a zeroed buffer of its own, so nothing stale can get into the sum (tcpip
 * 3.7.1, icmpv4_packet.ml, Marshal.make_cstruct).
 *
 * @param rest - bytes 4..7: identifier and sequence number, next-hop MTU, or zero
 */
export function writeIcmpHeader(
  window: Window,
  at: number,
  type: number,
  code: number,
  rest: number,
  payload: Readonly<ByteRange>,
): void {
  const o = storeIcmpHeader(window, at, type, code, rest);
  const sum = (type << 8) + code + (rest >>> 16) + (rest & 0xffff);
  window.view.setUint16(
    o + ICMP_CHECKSUM,
    finish(addToSum(sum, payload.bytes, payload.offset, payload.length)),
  );
}

/**
 * Writes an ICMP header at `at` straight into the window, as mirage-nat has it done. Upstream meant to sum
 * the 8 bytes of the header and then the payload, but sums the whole rest of the buffer instead of the
 * header: it holds the payload already, so that is summed twice, and whatever else lies behind it goes in
 * too. Right only if all of that sums to zero (tcpip 3.7.1, icmpv4_packet.ml, Marshal.into_cstruct;
 * corrected in 3.7.3).
 */
export function writeIcmpHeaderInPlace(
  window: Window,
  at: number,
  type: number,
  code: number,
  rest: number,
  payload: Readonly<ByteRange>,
): void {
  const o = storeIcmpHeader(window, at, type, code, rest);
  const length = window.length - at;
  const sum = window.sumStored(at + ICMP_CHECKSUM, 0, at, length);
  const odd = (length & 1) === 1;
  window.view.setUint16(
    o + ICMP_CHECKSUM,
    finish(addToSum(sum, payload.bytes, payload.offset, payload.length, odd)),
  );
}

function storeIcmpHeader(window: Window, at: number, type: number, code: number, rest: number): number {
  const o = window.claim(at, ICMP_HEADER_LENGTH);
  const view = window.view;
  view.setUint8(o + ICMP_TYPE, type);
  view.setUint8(o + ICMP_CODE, code);
  view.setUint16(o + ICMP_CHECKSUM, 0);
  view.setUint32(o + ICMP_REST, rest);
  return o;
}
