import { addViewToSum } from './checksum.ts';
import { BEHIND_UNKNOWN, type DissectedFrame } from './dissected-frame.ts';
import { type Field, indicesOf, namesOf } from './field.ts';
import { LAYER_IPV6 } from './layers.ts';
import type { Protocol } from './protocol.ts';
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

/** Bytes of an address. */
const ADDRESS_LENGTH = IPV6_DESTINATION - IPV6_SOURCE;

const NAMES = [...namesOf(IPV6_FIELDS), 'ipv6.extension', 'ipv6.payload'] as const;
const BYTES = indicesOf(NAMES, IPV6_FIELDS);
/** Also of extension headers. */
export const IPV6_EXTENSION = NAMES.indexOf('ipv6.extension');
const PAYLOAD = NAMES.indexOf('ipv6.payload');

export const IPV6: Protocol = {
  name: 'ipv6',
  fields: NAMES,
  fieldAt: ({ ipOffset, transportOffset }, at) =>
    BYTES[at] ?? (at < transportOffset - ipOffset ? IPV6_EXTENSION : PAYLOAD),
};

/**
 * Reads an IPv6 header and the extension headers behind it (RFC 8200).
 * @param ip - offset in the frame of a header, of which the first byte at least is there
 * @returns offset in the frame of what comes behind, or BEHIND_UNKNOWN
 */
export function readIpv6(frame: DissectedFrame, ip: number): number {
  const { view, extensions } = frame;
  const at = frame.start + ip;
  const available = frame.length - ip;
  frame.layer = LAYER_IPV6;
  frame.ipVersion = 6;
  frame.ipOffset = ip;
  frame.ipHeaderLength = Math.min(IPV6_HEADER_LENGTH, available);
  frame.ipEnd = frame.length;
  if (available < IPV6_HEADER_LENGTH) {
    frame.truncated = true;
    if (available > IPV6_NEXT_HEADER) frame.protocol = view.getUint8(at + IPV6_NEXT_HEADER);
    return BEHIND_UNKNOWN;
  }
  const payloadLength = view.getUint16(at + IPV6_PAYLOAD_LENGTH);
  if (payloadLength === 0) {
    // A jumbogram, or a writer that leaves the field out: the length of the payload is not known.
    frame.summable = false;
  } else {
    setPayloadLength(frame, payloadLength);
  }
  const behind = extensions.skip(
    view,
    frame.start,
    view.getUint8(at + IPV6_NEXT_HEADER),
    at + IPV6_DESTINATION,
    ip + IPV6_HEADER_LENGTH,
    frame.ipEnd,
  );
  frame.protocol = extensions.protocol;
  frame.fragment = extensions.fragment;
  frame.moreFragments = extensions.moreFragments;
  frame.fragmentOffset = extensions.fragmentOffset;
  if (payloadLength === 0 && extensions.jumboLength >= 0) {
    // RFC 2675: the payload's length is in an option.
    frame.summable = true;
    setPayloadLength(frame, extensions.jumboLength);
  }
  frame.ipPayloadLength = frame.ipEnd - ip - IPV6_HEADER_LENGTH;
  frame.addressSum = sumAddresses(frame, at);
  return behind;
}

function setPayloadLength(frame: DissectedFrame, payloadLength: number): void {
  const end = frame.ipOffset + IPV6_HEADER_LENGTH + payloadLength;
  if (end > frame.length) {
    frame.truncated = true;
    frame.complete = false;
  } else {
    frame.ipEnd = end;
  }
}

/** The sum of the addresses in the pseudo header (RFC 8200, 8.1). @param at - index of the IPv6 header */
function sumAddresses({ view, start, extensions }: DissectedFrame, at: number): number {
  const { homeAddress, destinationSum } = extensions;
  if (homeAddress < 0 && destinationSum < 0)
    return addViewToSum(0, view, at + IPV6_SOURCE, IPV6_HEADER_LENGTH - IPV6_SOURCE);
  const source = homeAddress < 0 ? at + IPV6_SOURCE : start + homeAddress;
  const sum = addViewToSum(0, view, source, ADDRESS_LENGTH);
  if (destinationSum >= 0) return sum + destinationSum;
  return addViewToSum(sum, view, at + IPV6_DESTINATION, ADDRESS_LENGTH);
}

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
