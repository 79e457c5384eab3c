/** Up to here a loop over bytes is the quickest, up to the next a loop over words; above, `set` is. */
const BYTES_LIMIT = 24;
const WORDS_LIMIT = 96;

/** A DataView of each buffer that was copied from or to: making one costs more than a short copy. */
const views = new WeakMap<Uint8Array, DataView>();

/** Copies `length` bytes between buffers that do not overlap, without allocating for short ones. */
export function copyBytes(
  source: Uint8Array,
  sourceOffset: number,
  target: Uint8Array,
  targetOffset: number,
  length: number,
): void {
  if (length > WORDS_LIMIT) {
    target.set(source.subarray(sourceOffset, sourceOffset + length), targetOffset);
    return;
  }
  let i = 0;
  if (length > BYTES_LIMIT) {
    const from = viewOf(source);
    const to = viewOf(target);
    for (const last = length - 3; i < last; i += 4) {
      to.setUint32(targetOffset + i, from.getUint32(sourceOffset + i));
    }
  }
  for (; i < length; i++) target[targetOffset + i] = source[sourceOffset + i] as number;
}

function viewOf(bytes: Uint8Array): DataView {
  let view = views.get(bytes);
  if (view === undefined) {
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    views.set(bytes, view);
  }
  return view;
}
