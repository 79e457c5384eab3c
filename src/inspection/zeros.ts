/** Whether all bytes from one index up to another, left out, are zero. @param view - of the same memory as the indices */
export function isZero(view: DataView, start: number, end: number): boolean {
  let at = start;
  for (; at + 4 <= end; at += 4) if (view.getInt32(at) !== 0) return false;
  for (; at < end; at++) if (view.getInt8(at) !== 0) return false;
  return true;
}
