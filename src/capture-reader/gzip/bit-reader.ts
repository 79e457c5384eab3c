/** Compressed bytes as they arrive, taken bit by bit, the lowest first. What was taken can be put back up to a mark. */
export class BitReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** Bits that were taken out of bytes, and how many there are: less than 24. */
  #held = 0;
  #count = 0;
  #markedAt = 0;
  #markedHeld = 0;
  #markedCount = 0;

  /** Appends bytes, which must stay as they are until all of them are consumed or the next come. */
  push(chunk: Uint8Array): void {
    this.#putBack();
    const left = this.#bytes.subarray(this.#at);
    if (left.length === 0) {
      this.#bytes = chunk;
    } else {
      const joined = new Uint8Array(left.length + chunk.length);
      joined.set(left);
      joined.set(chunk, left.length);
      this.#bytes = joined;
    }
    this.#at = 0;
  }

  /** Whole bytes that are left. */
  get available(): number {
    return this.#bytes.length - this.#at + (this.#count >> 3);
  }

  /** Remembers where it is. */
  mark(): void {
    this.#markedAt = this.#at;
    this.#markedHeld = this.#held;
    this.#markedCount = this.#count;
  }

  /** Goes back to where the mark is. No byte must have been pushed since. */
  rewind(): void {
    this.#at = this.#markedAt;
    this.#held = this.#markedHeld;
    this.#count = this.#markedCount;
  }

  /** @param count - 0..16 @returns -1 if so many bits are not there */
  take(count: number): number {
    if (!this.#fill(count)) return -1;
    const value = this.#held & ((1 << count) - 1);
    this.#held >>>= count;
    this.#count -= count;
    return value;
  }

  /** @returns the next symbol; -1 if more bytes have to come first, -2 if no symbol has this code */
  symbol({ bits, entries }: { bits: number; entries: Uint16Array }): number {
    this.#fill(bits);
    const entry = entries[this.#held & ((1 << bits) - 1)] as number;
    const length = entry & 15;
    if (length > this.#count) return -1;
    if (length === 0) return this.#count < bits ? -1 : -2;
    this.#held >>>= length;
    this.#count -= length;
    return entry >>> 4;
  }

  /** Drops what is left of a byte that was begun. */
  align(): void {
    const rest = this.#count & 7;
    this.#held >>>= rest;
    this.#count -= rest;
  }

  /** Copies whole bytes, at most `length`, once it is aligned. @returns how many */
  copy(target: Uint8Array, at: number, length: number): number {
    this.#putBack();
    const count = Math.min(length, this.#bytes.length - this.#at);
    target.set(this.#bytes.subarray(this.#at, this.#at + count), at);
    this.#at += count;
    return count;
  }

  /** Sees to it that `count` bits are held, if there are so many. */
  #fill(count: number): boolean {
    while (this.#count < count) {
      if (this.#at >= this.#bytes.length) return false;
      this.#held |= (this.#bytes[this.#at++] as number) << this.#count;
      this.#count += 8;
    }
    return true;
  }

  /** Whole bytes that are held lie before `#at`, and go back there. */
  #putBack(): void {
    this.#at -= this.#count >> 3;
    this.#count &= 7;
    this.#held &= (1 << this.#count) - 1;
  }
}
