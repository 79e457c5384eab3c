/** Bytes that somebody wants to be accounted for, wherever they go. */
export interface Secret {
  name: string;
  /** In bytes. */
  length: number;
}

/** Numbers per mark: start, end, which secret, position in the secret of the byte at the start. */
export const MARK_WORDS = 4;

/** Bytes that a list of marks takes besides the marks, roughly. */
const OWN_BYTES = 256;

/**
 * Which stretches of some bytes are parts of secrets, MARK_WORDS numbers each in a flat list that is used again.
 * Secrets go by their index in whoever's list. Marks do not overlap, and stand in the order of the bytes: a frame that
 * ten thousand writes make secret costs no more for each of them than moving what is behind it.
 */
export class SecretMarks {
  words: Int32Array = new Int32Array(4 * MARK_WORDS);
  /** How many marks there are. */
  count = 0;
  /** Bytes of memory that it takes, roughly. */
  get keptBytes(): number {
    return OWN_BYTES + this.words.byteLength;
  }

  clear(): void {
    this.count = 0;
  }

  /** Marks the bytes from `start` up to, not including, `end`, none of which is marked yet. */
  add(start: number, end: number, secret: number, position: number): void {
    if (start >= end) return;
    const index = this.indexBehind(start);
    const last = (index - 1) * MARK_WORDS;
    const { words } = this;
    if (
      last >= 0 &&
      words[last + 1] === start &&
      words[last + 2] === secret &&
      (words[last + 3] as number) - (words[last] as number) === position - start
    ) {
      words[last + 1] = end;
      return;
    }
    this.insert(index, start, end, secret, position);
  }

  /**
   * Adds what `marks` has from `from` up to, not including, `to`.
   * @param shift - what a place there has to be moved by to be one here
   */
  addFrom(marks: Readonly<SecretMarks>, from: number, to: number, shift: number): void {
    for (let i = 0; i < marks.count; i++) {
      const o = i * MARK_WORDS;
      const start = marks.words[o] as number;
      const begin = Math.max(start, from);
      const end = Math.min(marks.words[o + 1] as number, to);
      if (begin >= end) continue;
      const position = (marks.words[o + 3] as number) + begin - start;
      this.add(begin + shift, end + shift, marks.words[o + 2] as number, position);
    }
  }

  /** The bytes from `from` up to, not including, `to` are no secrets any more. */
  erase(from: number, to: number): void {
    if (from >= to) return;
    let first = this.indexBehind(from);
    if (first === this.count) return;
    const o = first * MARK_WORDS;
    const start = this.words[o] as number;
    const end = this.words[o + 1] as number;
    if (start < from) {
      // It reaches into what is erased; of one that reaches beyond it both ends are left.
      this.words[o + 1] = from;
      if (end > to) {
        const position = (this.words[o + 3] as number) + to - start;
        this.insert(first + 1, to, end, this.words[o + 2] as number, position);
        return;
      }
      first++;
    }
    let behind = first;
    while (behind < this.count && (this.words[behind * MARK_WORDS + 1] as number) <= to) behind++;
    this.remove(first, behind);
    const next = first * MARK_WORDS;
    if (first === this.count || (this.words[next] as number) >= to) return;
    this.words[next + 3] = (this.words[next + 3] as number) + to - (this.words[next] as number);
    this.words[next] = to;
  }

  /** @returns the index of the first mark that ends behind a place; the number of marks if none does */
  private indexBehind(place: number): number {
    const { words } = this;
    let high = this.count;
    // Writers go from the front to the back.
    if (high === 0 || (words[(high - 1) * MARK_WORDS + 1] as number) <= place) return high;
    let low = 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((words[middle * MARK_WORDS + 1] as number) > place) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private insert(index: number, start: number, end: number, secret: number, position: number): void {
    let o = index * MARK_WORDS;
    const length = this.count * MARK_WORDS;
    if (length + MARK_WORDS > this.words.length) this.grow();
    const { words } = this;
    if (o < length) words.copyWithin(o + MARK_WORDS, o, length);
    words[o++] = start;
    words[o++] = end;
    words[o++] = secret;
    words[o] = position;
    this.count++;
  }

  /** @param to - the index behind the last one that is removed */
  private remove(from: number, to: number): void {
    if (from === to) return;
    this.words.copyWithin(from * MARK_WORDS, to * MARK_WORDS, this.count * MARK_WORDS);
    this.count -= to - from;
  }

  private grow(): void {
    const grown = new Int32Array(2 * this.words.length);
    grown.set(this.words);
    this.words = grown;
  }
}

/** Of bytes without secrets. */
export const NO_MARKS: Readonly<SecretMarks> = new SecretMarks();
