import { addAnyViewToSum } from './checksum.ts';
import { CHECKSUM_GRE } from './checksum-status.ts';
import type { DissectedFrame } from './dissected-frame.ts';

/** Which of the fields behind the first word are there (RFC 2784, RFC 2890), and the version. */
export const GRE_FLAGS = 0;
/** An EtherType, of what is carried. */
export const GRE_TYPE = 2;
/** Bytes of a header without optional fields; here they begin, the checksum first if there is one. */
export const GRE_HEADER_LENGTH = 4;
export const GRE_CHECKSUM = GRE_HEADER_LENGTH;

export const GRE_HAS_CHECKSUM = 0x8000;
/** A source route (RFC 1701). */
export const GRE_HAS_ROUTING = 0x4000;
export const GRE_HAS_KEY = 0x2000;
export const GRE_HAS_SEQUENCE = 0x1000;
/** Of PPTP's version, which is 1 (RFC 2637, 4.1). */
export const GRE_HAS_ACKNOWLEDGEMENT = 0x0080;
export const GRE_VERSION = 0x0007;

/** @returns how long the header is that begins with these flags */
export function greHeaderLength(flags: number): number {
  let length = GRE_HEADER_LENGTH;
  // Checksum and offset of the route are there if either flag is set (RFC 1701).
  if ((flags & (GRE_HAS_CHECKSUM | GRE_HAS_ROUTING)) !== 0) length += 4;
  if ((flags & GRE_HAS_KEY) !== 0) length += 4;
  if ((flags & GRE_HAS_SEQUENCE) !== 0) length += 4;
  if ((flags & GRE_VERSION) === 1 && (flags & GRE_HAS_ACKNOWLEDGEMENT) !== 0) length += 4;
  return length;
}

/**
 * Verifies the checksum of a GRE header, if it has one: it covers the header and all that follows (RFC 2784, 2.5).
 *
 * @param offset - of the header in the frame
 * @param length - up to the end of the IP packet within the frame
 */
export function verifyGre(frame: DissectedFrame, offset: number, length: number): void {
  const at = frame.start + offset;
  if (length < GRE_CHECKSUM + 2 || (frame.view.getUint16(at + GRE_FLAGS) & GRE_HAS_CHECKSUM) === 0) return;
  if (!frame.summable) {
    frame.checksums.setUnverifiable(CHECKSUM_GRE, offset + GRE_CHECKSUM);
    return;
  }
  frame.settle(CHECKSUM_GRE, addAnyViewToSum(0, frame.view, at, length), offset + GRE_CHECKSUM);
}
