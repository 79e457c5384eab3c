import { ETHERNET_HEADER_LENGTH, ETHERNET_TYPE } from '../wire/ethernet.ts';
import { IPV4_HEADER_LENGTH, IPV4_PROTOCOL, IPV4_VERSION_IHL } from '../wire/ipv4.ts';
import { ETHERTYPE_IPV4, IP_PROTOCOL_TCP } from '../wire/protocol-numbers.ts';
import { TCP_DATA_OFFSET, TCP_HEADER_LENGTH } from '../wire/tcp.ts';

/** The least that the header length fields of IPv4 and TCP may say, in words of four bytes. */
const LEAST_WORDS = 5;

/**
 * Bytes of payload in each segment that the receiver is to make of a frame of TCP over IPv4: the MTU less both headers,
 * which every segment has.
 *
 * @param offset - of the frame in `bytes`
 * @returns 0 for a frame of anything else, or whose headers leave no room
 */
export function segmentSize(bytes: Uint8Array, offset: number, length: number, mtu: number): number {
  if (length < ETHERNET_HEADER_LENGTH + IPV4_HEADER_LENGTH) return 0;
  const type = offset + ETHERNET_TYPE;
  if ((((bytes[type] as number) << 8) | (bytes[type + 1] as number)) !== ETHERTYPE_IPV4) return 0;
  const ip = offset + ETHERNET_HEADER_LENGTH;
  const ipWords = (bytes[ip + IPV4_VERSION_IHL] as number) & 0x0f;
  const tcp = ip + ipWords * 4;
  if (ipWords < LEAST_WORDS || offset + length < tcp + TCP_HEADER_LENGTH) return 0;
  if (bytes[ip + IPV4_PROTOCOL] !== IP_PROTOCOL_TCP) return 0;
  const tcpWords = (bytes[tcp + TCP_DATA_OFFSET] as number) >> 4;
  if (tcpWords < LEAST_WORDS) return 0;
  return Math.max(0, mtu - (ipWords + tcpWords) * 4);
}
