import { addWord32, fold } from './checksum.ts';

/** The sum of the pseudo header of UDP and TCP over IPv4 (RFC 768; RFC 9293, 3.1). */
export function pseudoHeaderSum(
  source: number,
  destination: number,
  protocol: number,
  length: number,
): number {
  return addWord32(addWord32(protocol + (length & 0xffff), source), destination);
}

/**
 * Puts into the checksum field at `at` what stands in one that is left to a network card: the sum of the pseudo header,
 * folded and not complemented, to which the card adds what follows it (Linux, CHECKSUM_PARTIAL).
 */
export function setPartialChecksum(
  view: DataView,
  at: number,
  source: number,
  destination: number,
  protocol: number,
  length: number,
): void {
  view.setUint16(at, fold(pseudoHeaderSum(source, destination, protocol, length)));
}
