import type { Field } from './field.ts';
import type { Window } from './window.ts';

/** The version, the traffic class and the flow label. */
export const IPV6_VERSION_CLASS_FLOW = 0;
export const IPV6_PAYLOAD_LENGTH = 4;
export const IPV6_NEXT_HEADER = 6;
export const IPV6_HOP_LIMIT = 7;
export const IPV6_SOURCE = 8;
export const IPV6_DESTINATION = 24;
/** Bytes of an IPv6 header (RFC 8200, 3). */
export const IPV6_HEADER_LENGTH = 40;

export const IPV6_FIELDS = [
  [IPV6_VERSION_CLASS_FLOW, 4, 'ipv6.version_class_flow'],
  [IPV6_PAYLOAD_LENGTH, 2, 'ipv6.payload_length'],
  [IPV6_NEXT_HEADER, 1, 'ipv6.next_header'],
  [IPV6_HOP_LIMIT, 1, 'ipv6.hop_limit'],
  [IPV6_SOURCE, 16, 'ipv6.source'],
  [IPV6_DESTINATION, 16, 'ipv6.destination'],
] as const satisfies readonly Field[];

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
  const o = window.claim(at, IPV6_PAYLOAD_LENGTH);
  window.claim(at + IPV6_NEXT_HEADER, IPV6_HEADER_LENGTH - IPV6_NEXT_HEADER);
  const { bytes, view } = window;
  view.setUint32(o + IPV6_VERSION_CLASS_FLOW, 0x60000000);
  view.setUint8(o + IPV6_NEXT_HEADER, nextHeader);
  view.setUint8(o + IPV6_HOP_LIMIT, hopLimit);
  bytes.set(source, o + IPV6_SOURCE);
  bytes.set(destination, o + IPV6_DESTINATION);
}
