import {
  AUTHENTICATION_LENGTH,
  AUTHENTICATION_NEXT_HEADER,
  authenticationHeaderLength,
} from './authentication-header.ts';
import { addToSum, addViewToSum, addWord32, finish } from './checksum.ts';
import { CHECKSUM_IPV4 } from './checksum-status.ts';
import { BEHIND_UNKNOWN, type DissectedFrame, HEADER_SPOILT } from './dissected-frame.ts';
import { type Field, indicesOf, namesOf } from './field.ts';
import { areOptionsReadable, finalDestinationAt } from './ipv4-options.ts';
import { LAYER_IPV4 } from './layers.ts';
import type { Protocol } from './protocol.ts';
import { IP_PROTOCOL_AUTHENTICATION } from './protocol-numbers.ts';
import type { Window } from './window.ts';

/** The version, and the length of the header in words of 4 bytes. */
export const IPV4_VERSION_IHL = 0;
export const IPV4_TOS = 1;
export const IPV4_TOTAL_LENGTH = 2;
export const IPV4_IDENTIFICATION = 4;
/** And the fragment offset. */
export const IPV4_FLAGS = 6;
export const IPV4_TTL = 8;
export const IPV4_PROTOCOL = 9;
export const IPV4_CHECKSUM = 10;
export const IPV4_SOURCE = 12;
export const IPV4_DESTINATION = 16;
/** Bytes of an IPv4 header without options (RFC 791, 3.1). */
export const IPV4_HEADER_LENGTH = 20;

export const IPV4_FIELDS = [
  [IPV4_VERSION_IHL, 1, 'ipv4.version_ihl'],
  [IPV4_TOS, 1, 'ipv4.tos'],
  [IPV4_TOTAL_LENGTH, 2, 'ipv4.total_length'],
  [IPV4_IDENTIFICATION, 2, 'ipv4.identification'],
  [IPV4_FLAGS, 2, 'ipv4.flags'],
  [IPV4_TTL, 1, 'ipv4.ttl'],
  [IPV4_PROTOCOL, 1, 'ipv4.protocol'],
  [IPV4_CHECKSUM, 2, 'ipv4.checksum'],
  [IPV4_SOURCE, 4, 'ipv4.source'],
  [IPV4_DESTINATION, 4, 'ipv4.destination'],
] as const satisfies readonly Field[];

/** "Don't fragment" and "more fragments", in the word of flags and offset. */
export const DONT_FRAGMENT = 0x4000;
export const MORE_FRAGMENTS = 0x2000;
/** The offset of a fragment in that word, in units of 8 bytes. */
export const FRAGMENT_OFFSET = 0x1fff;

export const BROADCAST = 0xffffffff;

/** @returns the length of the header that begins with this byte, by its own account: 0..60 */
export function ipv4HeaderLength(versionAndLength: number): number {
  return (versionAndLength & 15) * 4;
}

const NAMES = [...namesOf(IPV4_FIELDS), 'ipv4.options', 'ipv4.payload'] as const;
const BYTES = indicesOf(NAMES, IPV4_FIELDS);
const OPTIONS = NAMES.indexOf('ipv4.options');
const PAYLOAD = NAMES.indexOf('ipv4.payload');

export const IPV4: Protocol = {
  name: 'ipv4',
  fields: NAMES,
  fieldAt: ({ ipHeaderLength }, at) => (at < ipHeaderLength ? (BYTES[at] ?? OPTIONS) : PAYLOAD),
};

/**
 * Reads an IPv4 header (RFC 791) and verifies its checksum. Authentication headers behind it are looked through.
 *
 * @param ip - offset in the frame of a header, of which the first byte at least is there
 * @returns offset in the frame of what comes behind, BEHIND_UNKNOWN or HEADER_SPOILT
 */
export function readIpv4(frame: DissectedFrame, ip: number): number {
  const { view } = frame;
  const at = frame.start + ip;
  const available = frame.length - ip;
  frame.layer = LAYER_IPV4;
  frame.ipVersion = 4;
  frame.ipOffset = ip;
  frame.ipEnd = frame.length;
  if (available < IPV4_HEADER_LENGTH) return readCutHeader(frame, ip, available);
  // The header in words of 32 bits; this is the hot path.
  const first = view.getInt32(at + IPV4_VERSION_IHL);
  const second = view.getInt32(at + IPV4_IDENTIFICATION);
  const third = view.getInt32(at + IPV4_TTL);
  const source = view.getInt32(at + IPV4_SOURCE);
  const destination = view.getInt32(at + IPV4_DESTINATION);
  frame.ipv4Source = source;
  frame.ipv4Destination = destination;
  frame.protocol = (third >>> 16) & 255;
  const declaredHeader = ipv4HeaderLength(first >>> 24);
  frame.ipHeaderLength = Math.min(Math.max(declaredHeader, IPV4_HEADER_LENGTH), available);
  if (declaredHeader < IPV4_HEADER_LENGTH || available < declaredHeader) {
    frame.truncated = available < declaredHeader;
    frame.checksums.setUnverifiable(CHECKSUM_IPV4, ip + IPV4_CHECKSUM);
    return HEADER_SPOILT;
  }
  const totalLength = first & 0xffff;
  if (totalLength === 0) {
    // Segmentation offload leaves it to the hardware: like Wireshark, take what the frame has.
  } else if (totalLength < declaredHeader) {
    frame.checksums.setUnverifiable(CHECKSUM_IPV4, ip + IPV4_CHECKSUM);
    return HEADER_SPOILT;
  } else if (totalLength > available) {
    frame.truncated = true;
    frame.complete = false;
  } else {
    frame.ipEnd = ip + totalLength;
  }
  frame.ipPayloadLength = frame.ipEnd - ip - declaredHeader;

  const fragmentation = second & 0xffff;
  const sourceSum = sumOfWord(source);
  let destinationSum = sumOfWord(destination);
  let sum = sumOfWord(first) + sumOfWord(second) + sumOfWord(third) + sourceSum + destinationSum;
  let isReadable = true;
  if (declaredHeader > IPV4_HEADER_LENGTH) {
    const options = at + IPV4_HEADER_LENGTH;
    const end = at + declaredHeader;
    sum = addViewToSum(sum, view, options, end - options);
    const routed = finalDestinationAt(frame.bytes, options, end);
    if (routed >= 0) destinationSum = sumOfWord(view.getInt32(routed));
    isReadable = areOptionsReadable(frame.bytes, options, end);
  }
  frame.checksums.settle(CHECKSUM_IPV4, sum, third & 0xffff, ip + IPV4_CHECKSUM, true);
  frame.addressSum = sourceSum + destinationSum;
  frame.moreFragments = (fragmentation & MORE_FRAGMENTS) !== 0;
  frame.fragmentOffset = (fragmentation & FRAGMENT_OFFSET) * 8;
  frame.fragment = (fragmentation & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) !== 0;
  if (!isReadable) return BEHIND_UNKNOWN;
  const behind = ip + declaredHeader;
  return frame.protocol === IP_PROTOCOL_AUTHENTICATION ? skipAuthentication(frame, behind) : behind;
}

/** A header that ends before its least length. */
function readCutHeader(frame: DissectedFrame, ip: number, available: number): number {
  const { bytes, checksums } = frame;
  const at = frame.start + ip;
  frame.ipHeaderLength = available;
  if (available > IPV4_PROTOCOL) frame.protocol = bytes[at + IPV4_PROTOCOL] as number;
  frame.truncated = available < ipv4HeaderLength(bytes[at] as number);
  checksums.setUnverifiable(CHECKSUM_IPV4, available < IPV4_SOURCE ? -1 : ip + IPV4_CHECKSUM);
  return HEADER_SPOILT;
}

/** @returns offset of what comes behind all authentication headers; BEHIND_UNKNOWN if one of them is cut */
function skipAuthentication(frame: DissectedFrame, first: number): number {
  const { bytes, start, ipEnd } = frame;
  let offset = first;
  // What follows the header of a later fragment is not the start of anything.
  while (frame.protocol === IP_PROTOCOL_AUTHENTICATION && frame.fragmentOffset === 0) {
    const at = start + offset;
    if (offset + AUTHENTICATION_LENGTH >= ipEnd) return BEHIND_UNKNOWN;
    const length = authenticationHeaderLength(bytes[at + AUTHENTICATION_LENGTH] as number);
    if (offset + length > ipEnd) return BEHIND_UNKNOWN;
    frame.protocol = bytes[at + AUTHENTICATION_NEXT_HEADER] as number;
    offset += length;
  }
  return offset;
}

/** The sum of the two 16-bit halves of a word. */
function sumOfWord(word: number): number {
  return (word >>> 16) + (word & 0xffff);
}

/** The fields of an IPv4 header that its writer is given. */
export interface Ipv4Header {
  source: number;
  destination: number;
  identification: number;
  /** Flags and fragment offset as they stand in the header. */
  flagsAndOffset: number;
  ttl: number;
  protocol: number;
  options: Uint8Array;
}

/** `length` bytes of options take this many in the header. */
export function paddedOptions(length: number): number {
  return (length + 3) & ~3;
}

/**
 * Writes an IPv4 header at `at` as tcpip 3.7.1 does (ipv4_packet.ml, Marshal.unsafe_fill), omissions
 * included: the type of service is never written, and neither are the bytes that pad the options. The
 * checksum is computed over the header as it lies in memory, with the checksum field not cleared first. On
 * memory that is not zero the result is wrong unless the field held 0x0000 or 0xffff.
 *
 * @param payloadLength - bytes that follow the header
 */
export function writeIpv4Header(window: Window, at: number, header: Ipv4Header, payloadLength: number): void {
  const optionsLength = header.options.length;
  const length = IPV4_HEADER_LENGTH + paddedOptions(optionsLength);
  const first = window.claim(at, 1);
  window.claim(at + IPV4_TOTAL_LENGTH, IPV4_CHECKSUM - IPV4_TOTAL_LENGTH);
  window.claim(at + IPV4_SOURCE, IPV4_HEADER_LENGTH - IPV4_SOURCE + optionsLength);
  const stored = storeFields(window, first, header, length, payloadLength);
  const field = at + IPV4_CHECKSUM;
  const sum = sumOmitted(window, at, header, stored);
  window.view.setUint16(window.claim(field, 2), finish(sum));
}

/**
 * Writes an IPv4 header at `at` as the stack's own output path does: as {@link writeIpv4Header}, and then, as its last
 * step, it clears the checksum field and computes it again (ipv4_common.ml, set_checksum). Nothing is left of what the
 * field held, so the first computation is not made here. The result is right for the header as it lies in memory, a
 * stale type of service included.
 */
export function writeCorrectedIpv4Header(
  window: Window,
  at: number,
  header: Ipv4Header,
  payloadLength: number,
): void {
  const optionsLength = header.options.length;
  const length = IPV4_HEADER_LENGTH + paddedOptions(optionsLength);
  const first = window.claim(at, 1);
  window.claim(at + IPV4_TOTAL_LENGTH, IPV4_HEADER_LENGTH - IPV4_TOTAL_LENGTH + optionsLength);
  const stored = storeFields(window, first, header, length, payloadLength);
  const sum = sumOmitted(window, at, header, stored);
  window.view.setUint16(first + IPV4_CHECKSUM, finish(sum));
}

/** Adds to the sum of what was stored what else lies in the header: whoever wrote that, if anybody did. */
function sumOmitted(window: Window, at: number, { options }: Ipv4Header, stored: number): number {
  const field = at + IPV4_CHECKSUM;
  const sum = window.sumUnwritten(field, stored, at, IPV4_HEADER_LENGTH);
  const padding = paddedOptions(options.length) - options.length;
  if (padding === 0) return sum;
  const end = at + IPV4_HEADER_LENGTH + options.length;
  return window.sumStored(field, sum, end, padding, (options.length & 1) === 1);
}

/**
 * @param first - where the header begins in the window's memory
 * @returns the unfolded sum of what is stored: all but the type of service, the checksum and the padding of options
 */
function storeFields(
  { bytes, view }: Window,
  first: number,
  header: Ipv4Header,
  length: number,
  payloadLength: number,
): number {
  const { source, destination, identification, flagsAndOffset, options } = header;
  const version = 0x40 | (length >> 2);
  const totalLength = (length + payloadLength) & 0xffff;
  const ttlAndProtocol = (header.ttl << 8) | header.protocol;
  view.setUint8(first + IPV4_VERSION_IHL, version);
  view.setUint16(first + IPV4_TOTAL_LENGTH, totalLength);
  view.setInt32(first + IPV4_IDENTIFICATION, (identification << 16) | flagsAndOffset);
  view.setUint16(first + IPV4_TTL, ttlAndProtocol);
  view.setInt32(first + IPV4_SOURCE, source);
  view.setInt32(first + IPV4_DESTINATION, destination);
  const words = (version << 8) + totalLength + identification + flagsAndOffset + ttlAndProtocol;
  const sum = addWord32(addWord32(words, source), destination);
  if (options.length === 0) return sum;
  bytes.set(options, first + IPV4_HEADER_LENGTH);
  return addToSum(sum, options, 0, options.length);
}

const BROADCAST_MAC = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff);

/**
 * The MAC address that frames to `destination` go to (tcpip 3.7.1, routing.ml): broadcast and multicast
 * addresses have their own (RFC 1112, 6.4), for all others it is what ARP answers.
 */
export function destinationMac(destination: number, answered: Uint8Array): Uint8Array {
  if (destination === BROADCAST || destination === 0) return BROADCAST_MAC;
  if (destination >>> 28 !== 0xe) return answered;
  return Uint8Array.of(
    0x01,
    0x00,
    0x5e,
    (destination >>> 16) & 0x7f,
    (destination >>> 8) & 0xff,
    destination & 0xff,
  );
}
