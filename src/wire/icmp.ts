import type { ByteRange } from './bytes.ts';
import { addToSum, finish } from './checksum.ts';
import type { Field } from './field.ts';
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

export const ICMP_ECHO_REPLY = 0;
export const ICMP_ECHO_REQUEST = 8;

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
