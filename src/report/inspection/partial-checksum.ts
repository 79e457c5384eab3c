import { addViewToSum, fold } from '../../wire/checksum.ts';
import { CHECKSUM_TCP, CHECKSUM_UDP } from '../../wire/checksum-status.ts';
import type { FrameReader } from '../../wire/frame-reader.ts';

/**
 * Whether a wrong UDP or TCP checksum is the sum of the pseudo header alone: what a sender leaves there whose
 * network card does the rest. Such a frame was captured before it reached the card.
 *
 * @param view - of the memory that the frame was read from
 */
export function isPartial(reader: FrameReader, view: DataView, checksum: number): boolean {
  const { found, isQuoted } = reader.checksum(checksum);
  if ((checksum !== CHECKSUM_UDP && checksum !== CHECKSUM_TCP) || isQuoted) return false;
  const ip = reader.start + reader.ipOffset;
  const addresses =
    reader.ipVersion === 4 ? addViewToSum(0, view, ip + 12, 8) : addViewToSum(0, view, ip + 8, 32);
  const length =
    checksum === CHECKSUM_UDP
      ? view.getUint16(reader.start + reader.transportOffset + 4)
      : reader.transportLength;
  return fold(addresses + reader.protocol + length) === found;
}
