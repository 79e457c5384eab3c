/** Codes of different lengths, the usual symbols having the short ones (RFC 1951, section 3.2.2). */

const LONGEST_CODE = 15;

/** What the next bits of the data mean. */
export interface HuffmanTable {
  /** How many bits an index of `entries` has. */
  bits: number;
  /** By the next `bits` bits, the first of them lowest: the symbol times 16, plus how many bits it takes; 0 for none. */
  entries: Uint16Array;
}

/**
 * @param lengths - of the code of each symbol, 0 for none
 * @returns undefined if there are more codes than such lengths leave room for
 */
export function huffmanTable(lengths: Uint8Array): HuffmanTable | undefined {
  const counts = new Uint16Array(LONGEST_CODE + 1);
  let bits = 1;
  for (const length of lengths) {
    if (length === 0) continue;
    counts[length] = (counts[length] as number) + 1;
    bits = Math.max(bits, length);
  }
  const next = new Uint32Array(LONGEST_CODE + 2);
  for (let length = 1; length <= bits; length++) {
    next[length + 1] = ((next[length] as number) + (counts[length] as number)) << 1;
    if ((next[length + 1] as number) > 2 << length) return undefined;
  }
  const entries = new Uint16Array(1 << bits);
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue;
    const code = next[length] as number;
    next[length] = code + 1;
    for (let index = reversed(code, length); index < entries.length; index += 1 << length) {
      entries[index] = (symbol << 4) | length;
    }
  }
  return { bits, entries };
}

/** Codes begin with their highest bit, everything else with its lowest. */
function reversed(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit++) result |= ((code >>> bit) & 1) << (length - 1 - bit);
  return result;
}
