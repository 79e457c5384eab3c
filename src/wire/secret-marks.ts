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
 * Secrets go by their index in whoever's list. Marks do not overlap; their order means nothing.
 */
export class SecretMarks {
  words: Int32Array = new Int32Array(4 * MARK_WORDS);
  /** How many marks there are. */
  count = 0;
  /** No mark ends after this. */
  private limit = 0;

  /** Bytes of memory that it takes, roughly. */
  get keptBytes(): number {
    return OWN_BYTES + this.words.byteLength;
  }

  clear(): void {
    this.count = 0;
    this.limit = 0;
  }

  /** Marks the bytes from `start` up to, not including, `end`, none of which is marked yet. */
  add(start: number, end: number, secret: number, position: number): void {
    if (start >= end) return;
    if (end > this.limit) this.limit = end;
    let o = this.count * MARK_WORDS;
    const last = o - MARK_WORDS;
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
    if (o + MARK_WORDS > words.length) this.grow();
    this.words[o++] = start;
    this.words[o++] = end;
    this.words[o++] = secret;
    this.words[o] = position;
    this.count++;
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
    if (from >= to || from >= this.limit) return;
    const count = this.count;
    this.count = 0;
    // Of the one mark that may reach beyond both ends.
    let tailEnd = to;
    let tailSecret = 0;
    let tailPosition = 0;
    for (let i = 0; i < count; i++) {
      const o = i * MARK_WORDS;
      const start = this.words[o] as number;
      const end = this.words[o + 1] as number;
      const secret = this.words[o + 2] as number;
      const position = this.words[o + 3] as number;
      // At most one mark is kept for each that was read, so none is overwritten before its turn.
      if (end <= from || start >= to) this.keep(start, end, secret, position);
      else if (start < from) {
        this.keep(start, from, secret, position);
        if (end <= to) continue;
        tailEnd = end;
        tailSecret = secret;
        tailPosition = position + to - start;
      } else if (end > to) this.keep(to, end, secret, position + to - start);
    }
    this.add(to, tailEnd, tailSecret, tailPosition);
  }

  /** As `add`, where there is room and nothing to join. */
  private keep(start: number, end: number, secret: number, position: number): void {
    const o = this.count++ * MARK_WORDS;
    this.words[o] = start;
    this.words[o + 1] = end;
    this.words[o + 2] = secret;
    this.words[o + 3] = position;
  }

  private grow(): void {
    const grown = new Int32Array(2 * this.words.length);
    grown.set(this.words);
    this.words = grown;
  }
}

/** Of bytes without secrets. */
export const NO_MARKS: Readonly<SecretMarks> = new SecretMarks();
