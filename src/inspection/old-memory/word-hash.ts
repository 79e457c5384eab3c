const WORD_FACTOR = 0x9e3779b1;
const OTHER_FACTOR = 0xc2b2ae35;
const HOST_FACTOR = 0x85ebca6b;

/** Spreads the words of a frame over a table. @param key - what else has to be the same: of `keyOf`, `keyOfHost` or both */
export function hashOf(word: number, key: number): number {
  const hash = Math.imul(word ^ key, WORD_FACTOR);
  return hash ^ (hash >>> 15);
}

/** Of an offset, or another word. */
export function keyOf(value: number): number {
  return Math.imul(value, OTHER_FACTOR);
}

/** Of a number of `hostOf`. */
export function keyOfHost(host: number): number {
  return Math.imul(host, HOST_FACTOR);
}

/** 16 bits of a hash, not those that tell the place. Never 0, so that a place in which nothing is has no frame. */
export function printOf(hash: number): number {
  return (hash >>> 16) | 1;
}

/** Of a MAC address, as a number: few hosts of a network have the last four bytes in common. */
export function hostOf(view: DataView, at: number): number {
  return view.getInt32(at + 2);
}

/** Whether the four bytes of a word are the same. */
export function isOneByte(word: number): boolean {
  return word === Math.imul(word & 255, 0x01010101);
}
