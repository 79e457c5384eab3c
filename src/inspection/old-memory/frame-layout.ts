import { ETHERNET_HEADER_LENGTH } from '../../wire/ethernet.ts';
import type { FrameReader } from '../../wire/frame-reader.ts';
import { IPV4_HEADER_LENGTH } from '../../wire/ipv4.ts';
import { IPV6_HEADER_LENGTH } from '../../wire/ipv6.ts';
import { IP_PROTOCOL_TCP } from '../../wire/protocol-numbers.ts';
import { TCP_HEADER_LENGTH } from '../../wire/tcp.ts';
import { UDP_HEADER_LENGTH } from '../../wire/udp.ts';

const IPV4_DESTINATION_AT = 16;
const IPV6_DESTINATION_AT = 24;

/** What two frames have to have in common to be alike for a good reason. One serves millions of frames. */
export class FrameLayout {
  /** EtherType, IP protocol, and where the payload begins: frames of one kind have the same headers in the same places. */
  kind = 0;
  /** EtherType and IP protocol. */
  protocol = 0;
  /** Where the payload begins in the frame. */
  payload = 0;
  /** Where the IPv4 address of the recipient is in the frame; less than 0 for an IPv6 address; 0 if there is none. */
  addresses = 0;

  /**
   * @param reader - of the frame, its VLAN tags taken out
   * @param tags - how many bytes of tags it had
   */
  read(reader: FrameReader, tags: number): void {
    const { ipVersion, ipOffset, transportOffset, protocol } = reader;
    const isIp = ipVersion !== 0 && ipOffset === ETHERNET_HEADER_LENGTH;
    let payload = isIp ? ipOffset + reader.ipHeaderLength : ETHERNET_HEADER_LENGTH;
    if (transportOffset >= 0) payload = transportOffset + transportHeader(reader);
    this.payload = payload + tags;
    this.protocol = Math.imul(reader.etherType, 0x9e3779b1) ^ (Math.max(protocol, 0) << 16);
    this.kind = this.protocol ^ this.payload;
    this.addresses = isIp ? addressOf(reader, tags) : 0;
  }
}

function transportHeader({ bytes, start, transportOffset, transportLength, protocol }: FrameReader): number {
  if (protocol !== IP_PROTOCOL_TCP) return Math.min(UDP_HEADER_LENGTH, transportLength);
  if (transportLength < TCP_HEADER_LENGTH) return transportLength;
  const header = ((bytes[start + transportOffset + 12] as number) >>> 4) * 4;
  return Math.min(Math.max(header, TCP_HEADER_LENGTH), transportLength);
}

function addressOf({ ipVersion, ipOffset, length }: FrameReader, tags: number): number {
  if (ipVersion === 4) {
    return length < ipOffset + IPV4_HEADER_LENGTH ? 0 : ipOffset + tags + IPV4_DESTINATION_AT;
  }
  return length < ipOffset + IPV6_HEADER_LENGTH ? 0 : -(ipOffset + tags + IPV6_DESTINATION_AT);
}
