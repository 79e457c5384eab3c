import { addWord32 } from './checksum.ts';

/** The sum of the pseudo header of UDP and TCP over IPv4 (RFC 768; RFC 9293, 3.1). */
export function pseudoHeaderSum(
  source: number,
  destination: number,
  protocol: number,
  length: number,
): number {
  return addWord32(addWord32(protocol + (length & 0xffff), source), destination);
}
