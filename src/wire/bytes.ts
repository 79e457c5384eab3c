import type { SecretMarks } from './secret-marks.ts';

/**
 * A stretch of somebody's buffer: what payloads are passed as. It is a plain mutable record so that a
 * stream of packets can point one `ByteRange` at ever new bytes without allocating.
 */
export interface ByteRange {
  bytes: Uint8Array;
  /** First byte, counted from the start of `bytes`. */
  offset: number;
  /** Number of bytes. */
  length: number;
  /** Which of them are secret, counted from the first of the range; what it says beyond the last does not count. */
  marks?: Readonly<SecretMarks>;
}

/** No bytes at all. */
export const NO_BYTES: Readonly<ByteRange> = Object.freeze({
  bytes: new Uint8Array(0),
  offset: 0,
  length: 0,
});

/** The whole of `bytes`, as a range. */
export function wholeOf(bytes: Uint8Array): ByteRange {
  return { bytes, offset: 0, length: bytes.length };
}
