import { WRAPPED_IN_LLC } from '../wire/encapsulations.ts';
import { ETHERNET_HEADER_LENGTH } from '../wire/ethernet.ts';
import type { FrameReader } from '../wire/frame-reader.ts';
import { IPV4_HEADER_LENGTH, IPV4_PROTOCOL, IPV4_TOTAL_LENGTH, ipv4HeaderLength } from '../wire/ipv4.ts';
import { IPV6_HEADER_LENGTH, IPV6_NEXT_HEADER, IPV6_PAYLOAD_LENGTH } from '../wire/ipv6.ts';
import {
  IP_PROTOCOL_NONE,
  IP_PROTOCOL_TCP,
  IP_PROTOCOL_UDP,
  LARGEST_802_3_LENGTH,
} from '../wire/protocol-numbers.ts';
import { TCP_DATA_OFFSET, TCP_HEADER_LENGTH, tcpHeaderLength } from '../wire/tcp.ts';
import { declaredLength } from './declared-length.ts';

/** Nothing tells how long what the frame carries is. */
export const LENGTH_UNKNOWN = -1;
/** The length of the packet is left to the network card, and the frame so short that there may be padding. */
export const LENGTH_LEFT_TO_CARD = -2;

/** What Ethernet wants a frame to have, without the check sequence: shorter ones are padded, and longer ones are not. */
export const LEAST_FRAME = 60;
/** The same with two VLAN tags and the check sequence. */
export const LONGEST_PADDED = 72;

/**
 * Whether a packet that is read as far as its transport header is as long as its frame: as most are. Then there is
 * no padding, and nothing else that the functions below find.
 */
export function fillsFrame(reader: FrameReader, view: DataView): boolean {
  if (reader.ipOffset !== ETHERNET_HEADER_LENGTH || reader.transportOffset < 0) return false;
  if (reader.inner !== undefined) return false;
  const at = reader.start + ETHERNET_HEADER_LENGTH;
  const available = reader.length - ETHERNET_HEADER_LENGTH;
  if (reader.ipVersion === 4) return view.getUint16(at + IPV4_TOTAL_LENGTH) === available;
  return view.getUint16(at + IPV6_PAYLOAD_LENGTH) === available - IPV6_HEADER_LENGTH;
}

/**
 * Where the packet in a frame ends, and padding up to the 60 bytes that Ethernet wants, or a trailer, begins.
 *
 * @param view - of the memory that the frame was read from
 * @returns the length of the frame or more if there is none; a negative constant if that cannot be told
 */
export function paddingStart(reader: FrameReader, view: DataView): number {
  const { length, etherType } = reader;
  if (length < ETHERNET_HEADER_LENGTH) return length;
  const at = reader.start + ETHERNET_HEADER_LENGTH;
  const available = length - ETHERNET_HEADER_LENGTH;
  if (reader.ipOffset !== ETHERNET_HEADER_LENGTH) {
    const declared = declaredLength(etherType, view, at, available);
    return declared < 0 ? LENGTH_UNKNOWN : wrappedEnd(reader, view, ETHERNET_HEADER_LENGTH + declared);
  }
  const end = reader.ipVersion === 4 ? ipv4End(view, at, available) : ipv6End(reader, view, at, available);
  // The packet is as long as what was captured: the card cuts it to segments.
  return end === LENGTH_LEFT_TO_CARD && length > LEAST_FRAME ? length : end;
}

/**
 * Some count the padding of an IEEE 802.3 frame in its length: an IP packet right in it knows better.
 * @param declared - where the frame ends by its own length
 */
function wrappedEnd({ etherType, inner }: FrameReader, view: DataView, declared: number): number {
  if (etherType > LARGEST_802_3_LENGTH || inner?.wrapping !== WRAPPED_IN_LLC) return declared;
  return tellsLength(inner, view) ? Math.min(declared, inner.ipEnd) : declared;
}

/**
 * Where bytes begin that are in a packet behind the packet that it carries, and are not all zeros: a trailer, a frame
 * check sequence of what is carried, padding of it. Only the carrier could tell.
 *
 * @param reader - of the frame
 * @param padding - where the frame's padding begins: that is looked at as such
 * @returns an offset in the frame, or -1 if there are no such bytes
 */
export function innerTrailer(reader: FrameReader, view: DataView, padding: number): number {
  for (let inner = reader.inner; inner !== undefined; inner = inner.inner) {
    const end = Math.min(inner.length, padding);
    if (!tellsLength(inner, view)) continue;
    for (let at = inner.ipEnd; at < end; at++) {
      if (view.getUint8(reader.start + at) !== 0) return at;
    }
  }
  return -1;
}

/** Whether an IP packet says how long it is, and no card is to say it. */
function tellsLength(
  { start, ipOffset, ipVersion, ipHeaderLength, length }: FrameReader,
  view: DataView,
): boolean {
  if (ipVersion === 0 || ipOffset + ipHeaderLength > length) return false;
  const at = start + ipOffset;
  if (ipVersion === 6)
    return ipHeaderLength === IPV6_HEADER_LENGTH && view.getUint16(at + IPV6_PAYLOAD_LENGTH) !== 0;
  if (ipHeaderLength < IPV4_HEADER_LENGTH) return false;
  const total = view.getUint16(at + IPV4_TOTAL_LENGTH);
  if (total > ipHeaderLength) return true;
  return total === ipHeaderLength && !isSegmented(view, at, ipHeaderLength, length - ipOffset);
}

function ipv4End(view: DataView, at: number, available: number): number {
  if (available < IPV4_HEADER_LENGTH) return LENGTH_UNKNOWN;
  const header = ipv4HeaderLength(view.getUint8(at));
  const total = view.getUint16(at + IPV4_TOTAL_LENGTH);
  if (total === 0) return LENGTH_LEFT_TO_CARD;
  if (header < IPV4_HEADER_LENGTH || total < header) return LENGTH_UNKNOWN;
  if (total === header && isSegmented(view, at, header, available)) return LENGTH_LEFT_TO_CARD;
  return ETHERNET_HEADER_LENGTH + total;
}

/**
 * Whether what is behind an IPv4 packet that is a header alone is a segment, whose length the card is to write. In
 * a frame that needs padding it has to look like one.
 */
function isSegmented(view: DataView, at: number, header: number, available: number): boolean {
  const protocol = view.getUint8(at + IPV4_PROTOCOL);
  if (protocol !== IP_PROTOCOL_TCP && protocol !== IP_PROTOCOL_UDP) return false;
  const behind = available - header;
  if (available + ETHERNET_HEADER_LENGTH > LEAST_FRAME) return true;
  if (protocol === IP_PROTOCOL_UDP || behind < TCP_HEADER_LENGTH) return false;
  const offset = tcpHeaderLength(view.getUint8(at + header + TCP_DATA_OFFSET));
  return offset >= TCP_HEADER_LENGTH && offset <= behind;
}

function ipv6End(reader: FrameReader, view: DataView, at: number, available: number): number {
  if (available < IPV6_HEADER_LENGTH) return LENGTH_UNKNOWN;
  const payload = view.getUint16(at + IPV6_PAYLOAD_LENGTH);
  if (payload !== 0) return ETHERNET_HEADER_LENGTH + IPV6_HEADER_LENGTH + payload;
  // A jumbogram that says its length.
  if (reader.ipEnd < reader.length) return reader.ipEnd;
  // RFC 8200, 4.7: nothing follows, and the length is 0 indeed.
  if (view.getUint8(at + IPV6_NEXT_HEADER) === IP_PROTOCOL_NONE)
    return ETHERNET_HEADER_LENGTH + IPV6_HEADER_LENGTH;
  return LENGTH_LEFT_TO_CARD;
}
