import { CHECKSUM_IPV4 } from '../wire/checksum-status.ts';
import type { FrameReader } from '../wire/frame-reader.ts';
import { ICMP_HEADER_LENGTH, ICMP_QUOTED_WORDS } from '../wire/icmp.ts';
import { IPV4_TOTAL_LENGTH, ipv4HeaderLength } from '../wire/ipv4.ts';
import { IPV6_HEADER_LENGTH, IPV6_PAYLOAD_LENGTH } from '../wire/ipv6.ts';

/**
 * Whether a wrong checksum covers bytes of which some were not captured, so that it may be right on the wire.
 *
 * @param reader - has read a frame of which not all was captured
 * @param view - of the memory that it was read from
 */
export function coversUncaptured(reader: FrameReader, view: DataView, checksum: number): boolean {
  // An IPv4 header is only judged if all of it is there.
  if (checksum === CHECKSUM_IPV4) return false;
  if (reader.checksum(checksum).isQuoted) return quotedEnd(reader, view) > reader.length;
  const { ipOffset } = reader;
  const at = reader.start + ipOffset;
  if (reader.ipVersion === 6) {
    const payloadLength = view.getUint16(at + IPV6_PAYLOAD_LENGTH);
    // Of a jumbogram, only its options say how long it is.
    return payloadLength === 0
      ? reader.truncated
      : ipOffset + IPV6_HEADER_LENGTH + payloadLength > reader.length;
  }
  return ipOffset + totalLength(view, at) > reader.length;
}

/** Where the packet ends that an ICMP error quotes: there may be an extension behind it (RFC 4884, 4). */
function quotedEnd(reader: FrameReader, view: DataView): number {
  const error = reader.start + reader.transportOffset;
  const quoted = error + ICMP_HEADER_LENGTH;
  const total = totalLength(view, quoted);
  const words = view.getUint8(error + ICMP_QUOTED_WORDS);
  const isExtended = words > 0 && total > words * 4;
  // Like FrameReader and Wireshark, which count these words from behind the header.
  const header = ipv4HeaderLength(view.getUint8(quoted));
  const length = isExtended ? Math.min(total, header + words * 4) : total;
  return reader.transportOffset + ICMP_HEADER_LENGTH + length;
}

/** A length of 0 is left to the network card: the packet then is all that the frame had. */
function totalLength(view: DataView, at: number): number {
  return view.getUint16(at + IPV4_TOTAL_LENGTH) || Number.POSITIVE_INFINITY;
}
