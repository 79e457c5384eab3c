import { addWord32, fold } from './checksum.ts';
import { CHECKSUM_TCP, CHECKSUM_UDP, STATUS_BAD, STATUS_GOOD } from './checksum-status.ts';
import type { DissectedFrame } from './dissected-frame.ts';
import { IP_PROTOCOL_TCP, IP_PROTOCOL_UDP } from './protocol-numbers.ts';
import { UDP_LENGTH } from './udp.ts';

/** For `offloadable`: nothing in the frame has a checksum that a sender may leave to its network card. */
export const NO_CHECKSUM = -1;

/** @returns the checksum of the frame's own UDP datagram or TCP segment: a CHECKSUM constant, or NO_CHECKSUM, as for a fragment */
export function offloadable({ protocol, transportOffset, fragment }: DissectedFrame): number {
  if (transportOffset < 0 || fragment) return NO_CHECKSUM;
  if (protocol === IP_PROTOCOL_UDP) return CHECKSUM_UDP;
  return protocol === IP_PROTOCOL_TCP ? CHECKSUM_TCP : NO_CHECKSUM;
}

/**
 * The sum of the pseudo header alone: what a sender leaves in a checksum field whose network card does the rest.
 * @param checksum - CHECKSUM_UDP or CHECKSUM_TCP, of which the frame has the header
 */
export function partialOf(frame: DissectedFrame, checksum: number): number {
  const { addressSum, protocol, transportLength } = frame;
  // A length of 0 stands for all of a jumbogram (RFC 2675, 4).
  const declared =
    checksum === CHECKSUM_UDP
      ? frame.view.getUint16(frame.start + frame.transportOffset + UDP_LENGTH)
      : transportLength;
  return fold(addWord32(addressSum + protocol, declared || transportLength));
}

/**
 * Whether a UDP or TCP checksum is the sum of the pseudo header alone. Of a segment that the card is to cut, it may be
 * without the length.
 */
export function isPartial(frame: DissectedFrame, checksum: number): boolean {
  if (checksum !== CHECKSUM_UDP && checksum !== CHECKSUM_TCP) return false;
  const { found, status } = frame.checksum(checksum);
  if (status !== STATUS_BAD && status !== STATUS_GOOD) return false;
  if (partialOf(frame, checksum) === found) return true;
  return checksum === CHECKSUM_TCP && fold(frame.addressSum + frame.protocol) === found;
}
