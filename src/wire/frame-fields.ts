import { ARP_FIELDS } from './arp.ts';
import { DHCP_FIELDS, DHCP_OPTIONS } from './dhcp.ts';
import { ETHERNET_FIELDS, ETHERNET_HEADER_LENGTH } from './ethernet.ts';
import type { Field } from './field.ts';
import type { FrameReader } from './frame-reader.ts';
import { ICMP_OTHER_FIELDS, ICMP_QUERY_FIELDS } from './icmp.ts';
import {
  ECHO6_REPLY,
  ECHO6_REQUEST,
  ICMPV6_ECHO_FIELDS,
  ICMPV6_FIELDS,
  NEIGHBOUR_ADVERTISEMENT,
  NEIGHBOUR_ADVERTISEMENT_FIELDS,
  NEIGHBOUR_SOLICITATION,
  NEIGHBOUR_SOLICITATION_FIELDS,
  ROUTER_ADVERTISEMENT,
  ROUTER_ADVERTISEMENT_FIELDS,
  ROUTER_SOLICITATION,
  ROUTER_SOLICITATION_FIELDS,
} from './icmpv6.ts';
import { IPV4_FIELDS } from './ipv4.ts';
import { IPV6_FIELDS } from './ipv6.ts';
import { LAYER_ARP, LAYER_DHCP, LAYER_ICMP, LAYER_ICMPV6, LAYER_TCP, LAYER_UDP } from './layers.ts';
import { TCP_DATA_OFFSET, TCP_FIELDS, TCP_HEADER_LENGTH, tcpHeaderLength } from './tcp.ts';
import { UDP_FIELDS, UDP_HEADER_LENGTH, UDP_LENGTH } from './udp.ts';

/**
 * The protocol fields that a byte of a frame can belong to. A field's id is its index here, so that it can be
 * counted in flat arrays: append, and leave the order alone.
 */
const NAMES = [
  'none',
  ...namesOf(ETHERNET_FIELDS),
  'ethernet.payload',
  'trailer',
  ...namesOf(ARP_FIELDS),
  ...namesOf(IPV4_FIELDS),
  'ipv4.options',
  'ipv4.payload',
  ...namesOf(IPV6_FIELDS),
  'ipv6.extension',
  'ipv6.payload',
  ...namesOf([...ICMP_QUERY_FIELDS, ...ICMP_OTHER_FIELDS]),
  'icmp.payload',
  ...namesOf(UDP_FIELDS),
  'udp.payload',
  'udp.padding',
  ...namesOf(TCP_FIELDS),
  'tcp.options',
  'tcp.payload',
  ...namesOf(DHCP_FIELDS),
  'dhcp.options',
  'dhcp.padding',
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

type FieldName = (typeof NAMES)[number];

/** Field ids are below this. */
export const FIELD_COUNT = NAMES.length;

/** The name of a field for people and for reports: 'ipv4.tos', 'udp.payload', … */
export function fieldName(id: number): string {
  return NAMES[id] ?? 'none';
}

function idOf(name: FieldName): number {
  return NAMES.indexOf(name);
}

/** Each name once, in the order in which they come. */
function namesOf<F extends Field>(fields: readonly F[]): F[2][] {
  return [...new Set(fields.map(([, , name]) => name))];
}

/** Field ids byte by byte. */
function idsOf(fields: readonly (readonly [offset: number, length: number, name: FieldName])[]): Uint8Array {
  const ids = new Uint8Array(Math.max(...fields.map(([offset, length]) => offset + length)));
  for (const [offset, length, name] of fields) ids.fill(idOf(name), offset, offset + length);
  return ids;
}

const ETHERNET = idsOf(ETHERNET_FIELDS);
const ARP = idsOf(ARP_FIELDS);
const IPV4 = idsOf(IPV4_FIELDS);
const IPV6 = idsOf(IPV6_FIELDS);
const UDP = idsOf(UDP_FIELDS);
const TCP = idsOf(TCP_FIELDS);
const DHCP = idsOf(DHCP_FIELDS);
const ICMP_QUERY = idsOf(ICMP_QUERY_FIELDS);
const ICMP_OTHER = idsOf(ICMP_OTHER_FIELDS);
const ICMPV6_OTHER = idsOf(ICMPV6_FIELDS);
const ICMPV6_ECHO = idsOf(ICMPV6_ECHO_FIELDS);
const ICMPV6_ROUTER_SOLICITATION = idsOf(ROUTER_SOLICITATION_FIELDS);
const ICMPV6_ROUTER_ADVERTISEMENT = idsOf(ROUTER_ADVERTISEMENT_FIELDS);
const ICMPV6_NEIGHBOUR_SOLICITATION = idsOf(NEIGHBOUR_SOLICITATION_FIELDS);
const ICMPV6_NEIGHBOUR_ADVERTISEMENT = idsOf(NEIGHBOUR_ADVERTISEMENT_FIELDS);

const NONE = idOf('none');
const ETHERNET_PAYLOAD = idOf('ethernet.payload');
const TRAILER = idOf('trailer');
const IPV4_OPTIONS = idOf('ipv4.options');
const IPV4_PAYLOAD = idOf('ipv4.payload');
const IPV6_EXTENSION = idOf('ipv6.extension');
const IPV6_PAYLOAD = idOf('ipv6.payload');
const ICMP_PAYLOAD = idOf('icmp.payload');
const ICMPV6_OPTION = idOf('icmpv6.option');
const ICMPV6_PAYLOAD = idOf('icmpv6.payload');
const UDP_PAYLOAD = idOf('udp.payload');
const UDP_PADDING = idOf('udp.padding');
const TCP_OPTIONS = idOf('tcp.options');
const TCP_PAYLOAD = idOf('tcp.payload');
const DHCP_OPTION = idOf('dhcp.options');
const DHCP_PADDING = idOf('dhcp.padding');

/**
 * The field of the frame in `reader` that a byte belongs to. The frame must still lie where it was read.
 *
 * @param offset - of the byte in the frame
 * @returns a field id, 0 ('none') for an offset outside the frame
 */
export function fieldAt(reader: FrameReader, offset: number): number {
  if (offset < 0 || offset >= reader.length) return NONE;
  if (offset < ETHERNET_HEADER_LENGTH) return ETHERNET[offset] as number;
  const inPayload = offset - ETHERNET_HEADER_LENGTH;
  if (reader.layer === LAYER_ARP) return ARP[inPayload] ?? TRAILER;
  if (reader.ipVersion === 0) return ETHERNET_PAYLOAD;
  if (offset >= reader.ipEnd) return TRAILER;
  if (inPayload < reader.ipHeaderLength) {
    return reader.ipVersion === 4 ? (IPV4[inPayload] ?? IPV4_OPTIONS) : (IPV6[inPayload] as number);
  }
  const transport = reader.transportOffset;
  if (transport < 0) return reader.ipVersion === 4 ? IPV4_PAYLOAD : IPV6_PAYLOAD;
  if (offset < transport) return IPV6_EXTENSION;
  switch (reader.layer) {
    case LAYER_UDP:
      return udpFieldAt(reader, offset - transport);
    case LAYER_DHCP:
      return dhcpFieldAt(reader, offset - transport);
    case LAYER_TCP:
      return tcpFieldAt(reader, offset - transport);
    case LAYER_ICMP:
      return icmpFieldAt(reader, offset - transport);
    case LAYER_ICMPV6:
      return icmpv6FieldAt(reader, offset - transport);
    default:
      return reader.ipVersion === 4 ? IPV4_PAYLOAD : IPV6_PAYLOAD;
  }
}

/** Length of the datagram by its own header, as far as that makes sense; otherwise by the IP header. */
function udpLength(reader: FrameReader): number {
  const at = reader.start + reader.transportOffset;
  const length =
    (reader.bytes[at + UDP_LENGTH] as number) * 256 + (reader.bytes[at + UDP_LENGTH + 1] as number);
  return length < UDP_HEADER_LENGTH ? reader.transportLength : length;
}

function udpFieldAt(reader: FrameReader, at: number): number {
  if (at < UDP_HEADER_LENGTH) return UDP[at] as number;
  return at < udpLength(reader) ? UDP_PAYLOAD : UDP_PADDING;
}

function dhcpFieldAt(reader: FrameReader, at: number): number {
  if (at < UDP_HEADER_LENGTH) return UDP[at] as number;
  if (at >= udpLength(reader)) return UDP_PADDING;
  const inMessage = at - UDP_HEADER_LENGTH;
  if (inMessage < DHCP_OPTIONS) return DHCP[inMessage] as number;
  return inMessage < dhcpOptionsEnd(reader) ? DHCP_OPTION : DHCP_PADDING;
}

/** Offset in the DHCP message of the byte behind the END option (RFC 2132, 3.2), or of the message's end. */
function dhcpOptionsEnd(reader: FrameReader): number {
  const start = reader.start + reader.dhcpOffset;
  const end = reader.ipEnd - reader.dhcpOffset;
  let at = DHCP_OPTIONS;
  while (at < end) {
    const code = reader.bytes[start + at] as number;
    at += 1;
    if (code === 255) return at;
    if (code !== 0 && at < end) at += 1 + (reader.bytes[start + at] as number);
  }
  return end;
}

function tcpFieldAt(reader: FrameReader, at: number): number {
  if (at < TCP_HEADER_LENGTH) return TCP[at] as number;
  const header = tcpHeaderLength(
    reader.bytes[reader.start + reader.transportOffset + TCP_DATA_OFFSET] as number,
  );
  return at < header ? TCP_OPTIONS : TCP_PAYLOAD;
}

function icmpFieldAt(reader: FrameReader, at: number): number {
  const type = reader.icmpType;
  // Echo, timestamp, information and address mask, and the replies to them (RFC 792, RFC 950).
  const isQuery = type === 0 || type === 8 || (type >= 13 && type <= 18);
  return (isQuery ? ICMP_QUERY : ICMP_OTHER)[at] ?? ICMP_PAYLOAD;
}

function icmpv6FieldAt(reader: FrameReader, at: number): number {
  switch (reader.icmpType) {
    case ECHO6_REQUEST:
    case ECHO6_REPLY:
      return ICMPV6_ECHO[at] ?? ICMPV6_PAYLOAD;
    case ROUTER_SOLICITATION:
      return ICMPV6_ROUTER_SOLICITATION[at] ?? ICMPV6_OPTION;
    case ROUTER_ADVERTISEMENT:
      return ICMPV6_ROUTER_ADVERTISEMENT[at] ?? ICMPV6_OPTION;
    case NEIGHBOUR_SOLICITATION:
      return ICMPV6_NEIGHBOUR_SOLICITATION[at] ?? ICMPV6_OPTION;
    case NEIGHBOUR_ADVERTISEMENT:
      return ICMPV6_NEIGHBOUR_ADVERTISEMENT[at] ?? ICMPV6_OPTION;
    default:
      return ICMPV6_OTHER[at] ?? ICMPV6_PAYLOAD;
  }
}
