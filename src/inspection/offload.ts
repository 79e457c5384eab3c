import { PACKET_FLAGS } from '../capture-reader/packet.ts';
import { CHECKSUM_IPV4, CHECKSUM_TCP, STATUS_BAD } from '../wire/checksum-status.ts';
import type { FrameReader } from '../wire/frame-reader.ts';
import { isPartial } from '../wire/partial-checksum.ts';
import type { OffloadCause } from './result.ts';

/** Not left to a network card: wrong. */
export const NOT_LEFT = -1;

const ZERO = 0;
const PARTIAL = 1;
const NOT_READY = 2;
const VERIFIED = 3;
const SEGMENTED = 4;

/** Indexed by what `leftToCard` returns. */
export const OFFLOAD_CAUSES: readonly OffloadCause[] = [
  'zero',
  'partial',
  'not-ready',
  'verified',
  'segmented',
];

/**
 * Whether a checksum that is not right is no corruption, but a network card's to fill in, or to have checked.
 *
 * @param reader - has found it bad
 * @param flags - of the packet: PACKET_FLAGS
 * @returns an index of OFFLOAD_CAUSES, or NOT_LEFT
 */
export function leftToCard(reader: FrameReader, checksum: number, flags: number): number {
  const { found, isQuoted } = reader.checksum(checksum);
  if (checksum === CHECKSUM_IPV4 && found === 0) return ZERO;
  if (isQuoted) return NOT_LEFT;
  if (isPartial(reader, checksum)) return PARTIAL;
  if (checksum === CHECKSUM_TCP && found === 0 && isIpv4ChecksumLeft(reader)) return ZERO;
  if ((flags & PACKET_FLAGS.checksumNotReady) !== 0) return NOT_READY;
  if ((flags & PACKET_FLAGS.checksumValid) !== 0) return VERIFIED;
  const isOfSegment = checksum === CHECKSUM_TCP || checksum === CHECKSUM_IPV4;
  return isOfSegment && (flags & PACKET_FLAGS.segmented) !== 0 ? SEGMENTED : NOT_LEFT;
}

/** Who leaves the IPv4 checksum to the card leaves the other as well: some sum up the pseudo header, others write 0. */
function isIpv4ChecksumLeft(reader: FrameReader): boolean {
  const { status, found, isQuoted } = reader.checksum(CHECKSUM_IPV4);
  return status === STATUS_BAD && found === 0 && !isQuoted;
}
