import {
  CHECKSUM_GRE,
  CHECKSUM_ICMP,
  CHECKSUM_ICMPV6,
  CHECKSUM_TCP,
  CHECKSUM_UDP,
  STATUS_ABSENT,
} from './checksum-status.ts';
import type { DissectedFrame } from './dissected-frame.ts';
import { NO_CHECKSUM } from './partial-checksum.ts';
import {
  IP_PROTOCOL_GRE,
  IP_PROTOCOL_ICMP,
  IP_PROTOCOL_ICMPV6,
  IP_PROTOCOL_TCP,
  IP_PROTOCOL_UDP,
} from './protocol-numbers.ts';

const CHECKSUMS: Readonly<Record<number, number>> = {
  [IP_PROTOCOL_ICMP]: CHECKSUM_ICMP,
  [IP_PROTOCOL_TCP]: CHECKSUM_TCP,
  [IP_PROTOCOL_UDP]: CHECKSUM_UDP,
  [IP_PROTOCOL_GRE]: CHECKSUM_GRE,
  [IP_PROTOCOL_ICMPV6]: CHECKSUM_ICMPV6,
};

/**
 * The checksum behind the frame's own IP header, ICMP's too: what Linux does not verify of a packet that is CHECKSUM_UNNECESSARY
 * (skb_csum_unnecessary, which icmp_rcv asks as tcp_v4_rcv and udp do).
 * @returns a CHECKSUM constant; NO_CHECKSUM if there is none, as for a fragment
 */
export function transportChecksum(frame: DissectedFrame): number {
  const { protocol, transportOffset, fragment } = frame;
  if (transportOffset < 0 || fragment) return NO_CHECKSUM;
  const checksum = CHECKSUMS[protocol] ?? NO_CHECKSUM;
  return checksum === NO_CHECKSUM || frame.checksum(checksum).status === STATUS_ABSENT
    ? NO_CHECKSUM
    : checksum;
}
