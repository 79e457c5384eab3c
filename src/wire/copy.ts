/** Up to here a loop beats the view that `set` needs; above, `set` beats the loop. */
const LOOP_LIMIT = 96;

/** Copies `length` bytes between buffers that do not overlap, without allocating for short ones. */
export function copyBytes(
  source: Uint8Array,
  sourceOffset: number,
  target: Uint8Array,
  targetOffset: number,
  length: number,
): void {
  if (length > LOOP_LIMIT) {
    target.set(source.subarray(sourceOffset, sourceOffset + length), targetOffset);
    return;
  }
  for (let i = 0; i < length; i++) target[targetOffset + i] = source[sourceOffset + i] as number;
}
