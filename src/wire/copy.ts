import { SIMD_BYTES, simdCopy } from '../simd/simd-memory.ts';

/** Up to here a loop is quicker than `set`, which needs a view of its own for every call. */
const LONGEST_LOOP = 32;

/** Copies `length` bytes between stretches that do not overlap, without allocating for short ones and whole arrays. */
export function copyBytes(
  source: Uint8Array,
  sourceOffset: number,
  target: Uint8Array,
  targetOffset: number,
  length: number,
): void {
  if (source === SIMD_BYTES && target === SIMD_BYTES) {
    simdCopy(targetOffset, sourceOffset, length);
  } else if (length > LONGEST_LOOP) {
    const isWhole = length === source.length;
    target.set(isWhole ? source : source.subarray(sourceOffset, sourceOffset + length), targetOffset);
  } else {
    for (let i = 0; i < length; i++) target[targetOffset + i] = source[sourceOffset + i] as number;
  }
}
