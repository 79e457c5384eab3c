import { addViewToSum } from './checksum.ts';
import type { ChecksumResults } from './checksum-results.ts';
import { CHECKSUM_IPV4, CHECKSUM_TCP, CHECKSUM_UDP } from './checksum-status.ts';
import {
  ICMP_HEADER_LENGTH,
  ICMP_PARAMETER_PROBLEM,
  ICMP_QUOTED_WORDS,
  ICMP_REDIRECT,
  ICMP_SOURCE_QUENCH,
  ICMP_TIME_EXCEEDED,
  ICMP_TYPE,
  ICMP_UNREACHABLE,
} from './icmp.ts';
import {
  FRAGMENT_OFFSET,
  IPV4_CHECKSUM,
  IPV4_DESTINATION,
  IPV4_FLAGS,
  IPV4_HEADER_LENGTH,
  IPV4_PROTOCOL,
  IPV4_SOURCE,
  IPV4_TOTAL_LENGTH,
  ipv4HeaderLength,
  MORE_FRAGMENTS,
} from './ipv4.ts';
import { finalDestinationAt } from './ipv4-options.ts';
import { IP_PROTOCOL_ICMP, IP_PROTOCOL_TCP, IP_PROTOCOL_UDP } from './protocol-numbers.ts';
import { isTcpHeaderTooShort, TCP_CHECKSUM, TCP_DATA_OFFSET, TCP_URGENT_POINTER } from './tcp.ts';
import { UDP_CHECKSUM, UDP_HEADER_LENGTH, UDP_LENGTH } from './udp.ts';

/** Whether an ICMP message of this type quotes the packet that it is about (RFC 792). */
export function quotesPacket(icmpType: number): boolean {
  return (
    icmpType === ICMP_UNREACHABLE ||
    icmpType === ICMP_SOURCE_QUENCH ||
    icmpType === ICMP_REDIRECT ||
    icmpType === ICMP_TIME_EXCEEDED ||
    icmpType === ICMP_PARAMETER_PROBLEM
  );
}

/**
 * Verifies the IPv4 packet that an ICMP error quotes, as far as it is there: its header checksum, and that of a
 * UDP datagram or a TCP segment. Only what is bad is recorded. A NAT rewrites the quoted packet too, so its
 * checksums tell as much about the writer as those of the outer packet.
 *
 * @param start - index in `bytes` and `view` of the frame
 * @param icmp - offset in the frame of an ICMP error of `icmpLength` bytes
 */
export function verifyQuotedPacket(
  results: ChecksumResults,
  bytes: Uint8Array,
  view: DataView,
  start: number,
  icmp: number,
  icmpLength: number,
): void {
  let message = icmp;
  let messageLength = icmpLength;
  // An error about an error is against the rules, but then it quotes a packet that quotes a packet.
  while (messageLength > ICMP_HEADER_LENGTH && quotesPacket(bytes[start + message + ICMP_TYPE] as number)) {
    const packet = message + ICMP_HEADER_LENGTH;
    const at = start + packet;
    const length = quotedLength(bytes, view, start + message, messageLength);
    if (length < IPV4_HEADER_LENGTH) return;
    const header = ipv4HeaderLength(bytes[at] as number);
    if ((bytes[at] as number) >>> 4 !== 4 || header < IPV4_HEADER_LENGTH || header > length) return;
    const totalLength = view.getUint16(at + IPV4_TOTAL_LENGTH);
    if (totalLength !== 0 && totalLength < header) return;
    const end = totalLength === 0 ? length : Math.min(totalLength, length);

    const sum = addViewToSum(0, view, at, header);
    const found = view.getUint16(at + IPV4_CHECKSUM);
    results.settleQuoted(CHECKSUM_IPV4, sum, found, packet + IPV4_CHECKSUM);
    // A fragment has not all that its transport's checksum covers; a later one has no transport header.
    const fragmentation = view.getUint16(at + IPV4_FLAGS);
    if ((fragmentation & FRAGMENT_OFFSET) !== 0) return;
    const protocol = bytes[at + IPV4_PROTOCOL] as number;
    if (protocol === IP_PROTOCOL_ICMP) {
      message = packet + header;
      messageLength = end - header;
      continue;
    }
    if ((fragmentation & MORE_FRAGMENTS) !== 0) return;
    const routed = finalDestinationAt(bytes, at + IPV4_HEADER_LENGTH, at + header);
    const destination = routed < 0 ? at + IPV4_DESTINATION : routed;
    const addresses = addViewToSum(addViewToSum(0, view, at + IPV4_SOURCE, 4), view, destination, 4);
    if (protocol === IP_PROTOCOL_UDP)
      verifyUdp(results, view, start, packet + header, end - header, addresses);
    if (protocol === IP_PROTOCOL_TCP)
      verifyTcp(results, view, start, packet + header, end - header, addresses);
    return;
  }
}

/** How much of an ICMP error is the quoted packet, and not an extension behind it. */
function quotedLength(bytes: Uint8Array, view: DataView, at: number, icmpLength: number): number {
  const length = icmpLength - ICMP_HEADER_LENGTH;
  const words = (bytes[at + ICMP_HEADER_LENGTH] as number) & 15;
  if (bytes[at + ICMP_TYPE] === ICMP_REDIRECT) return Math.min(length, words * 4 + 8);
  // RFC 4884, 4. Wireshark counts the words from behind its header.
  const quotedWords = bytes[at + ICMP_QUOTED_WORDS] as number;
  if (quotedWords === 0 || length <= quotedWords * 4 || length < 4) return length;
  if (view.getUint16(at + ICMP_HEADER_LENGTH + IPV4_TOTAL_LENGTH) <= quotedWords * 4) return length;
  return Math.min(length, (words + quotedWords) * 4);
}

function verifyUdp(
  results: ChecksumResults,
  view: DataView,
  start: number,
  offset: number,
  length: number,
  addresses: number,
): void {
  if (length < UDP_HEADER_LENGTH) return;
  const at = start + offset;
  const covered = view.getUint16(at + UDP_LENGTH);
  const found = view.getUint16(at + UDP_CHECKSUM);
  if (covered < UDP_HEADER_LENGTH || covered > length || found === 0) return;
  const sum = addViewToSum(addresses + IP_PROTOCOL_UDP + covered, view, at, covered);
  results.settleQuoted(CHECKSUM_UDP, sum, found, offset + UDP_CHECKSUM);
}

/** A quoted segment is summed as far as it is quoted, if its checksum is there: Wireshark does the same. */
function verifyTcp(
  results: ChecksumResults,
  view: DataView,
  start: number,
  offset: number,
  length: number,
  addresses: number,
): void {
  const at = start + offset;
  if (length < TCP_URGENT_POINTER || isTcpHeaderTooShort(view.getUint8(at + TCP_DATA_OFFSET))) return;
  const sum = addViewToSum(addresses + IP_PROTOCOL_TCP + length, view, at, length);
  results.settleQuoted(CHECKSUM_TCP, sum, view.getUint16(at + TCP_CHECKSUM), offset + TCP_CHECKSUM);
}
