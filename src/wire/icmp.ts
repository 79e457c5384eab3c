import type { ByteRange } from './bytes.ts';
import { addToSum, finish } from './checksum.ts';
import type { Window } from './window.ts';

/** Bytes of an ICMP header (RFC 792). */
export const ICMP_HEADER_LENGTH = 8;

const TYPE = 0;
const CODE = 1;
/** Offset of the checksum. */
export const ICMP_CHECKSUM = 2;
const REST = 4;

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
  view.setUint8(o + TYPE, type);
  view.setUint8(o + CODE, code);
  view.setUint16(o + ICMP_CHECKSUM, 0);
  view.setUint32(o + REST, rest);
  return o;
}
