import type { Window } from './window.ts';

/** Bytes of an IPv6 header (RFC 8200, 3). */
export const IPV6_HEADER_LENGTH = 40;

const VERSION_FLOW = 0;
// The payload length, bytes 4 and 5, has no name here: it is never written.
const NEXT_HEADER = 6;
const HOP_LIMIT = 7;
/** Offset of the source address; the destination address follows it. */
export const IPV6_SOURCE = 8;
export const IPV6_DESTINATION = 24;

/**
 * Writes an IPv6 header at `at` as tcpip 3.7.1 does (ndpv6.ml, Allocate.hdr), omission included: the payload
 * length is never written at all.
 */
export function writeIpv6Header(
  window: Window,
  at: number,
  source: Uint8Array,
  destination: Uint8Array,
  nextHeader: number,
  hopLimit: number,
): void {
  const o = window.claim(at, 4);
  window.claim(at + NEXT_HEADER, IPV6_HEADER_LENGTH - NEXT_HEADER);
  const { bytes, view } = window;
  view.setUint32(o + VERSION_FLOW, 0x60000000);
  view.setUint8(o + NEXT_HEADER, nextHeader);
  view.setUint8(o + HOP_LIMIT, hopLimit);
  bytes.set(source, o + IPV6_SOURCE);
  bytes.set(destination, o + IPV6_DESTINATION);
}
