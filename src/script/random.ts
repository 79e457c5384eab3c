/**
 * A seeded generator of 32-bit numbers: sfc32 (Chris Doty-Humphrey's Small Fast Counting generator, as in
 * PractRand), whose period is at least 2^32 for every seed. Not for secrets.
 */
export class Sfc32 {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param seed - an unsigned 32-bit number */
  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = 0x9e37_79b9 | 0;
    this.#c = 0x243f_6a88;
    // The author's advice: so that near seeds give unrelated sequences.
    for (let i = 0; i < 12; i++) this.next();
  }

  /** @returns the next number, 0 to 2^32 - 1 */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** Overwrites all of `bytes`. */
  fill(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let i = 0;
    for (const last = bytes.length - 3; i < last; i += 4) view.setUint32(i, this.next(), true);
    for (let word = i < bytes.length ? this.next() : 0; i < bytes.length; i++, word >>>= 8) bytes[i] = word;
  }
}
