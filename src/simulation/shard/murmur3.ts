/**
 * MurmurHash3_x86_128 (Austin Appleby; SMHasher, MurmurHash3.cpp; public domain): 128 bits that differ where what was
 * hashed does, unless somebody is after two that do not.
 */
const BLOCK = 16;

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

export class Murmur3 {
  #h1: number;
  #h2: number;
  #h3: number;
  #h4: number;
  /** What is there of the block at hand, with zeros behind it. */
  readonly #block = new Uint8Array(BLOCK);
  readonly #view = new DataView(this.#block.buffer);
  #held = 0;
  #length = 0;

  /** @param seed - unsigned, 32 bits */
  constructor(seed = 0) {
    this.#h1 = seed;
    this.#h2 = seed;
    this.#h3 = seed;
    this.#h4 = seed;
  }

  /** Takes more bytes; how they are divided makes no difference. */
  add(bytes: Uint8Array): void {
    this.#length += bytes.length;
    let at = 0;
    if (this.#held > 0) {
      at = Math.min(BLOCK - this.#held, bytes.length);
      this.#block.set(bytes.subarray(0, at), this.#held);
      this.#held += at;
      if (this.#held < BLOCK) return;
      this.#mix(this.#view, 0);
      this.#block.fill(0);
      this.#held = 0;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (; at + BLOCK <= bytes.length; at += BLOCK) this.#mix(view, at);
    this.#block.set(bytes.subarray(at));
    this.#held = bytes.length - at;
  }

  /** @returns the four words of the hash, as 32 hexadecimal digits; nothing can be added any more */
  digest(): string {
    const view = this.#view;
    // A word of zeros changes nothing.
    let h1 = this.#h1 ^ k1(view.getUint32(0, true));
    let h2 = this.#h2 ^ k2(view.getUint32(4, true));
    let h3 = this.#h3 ^ k3(view.getUint32(8, true));
    let h4 = this.#h4 ^ k4(view.getUint32(12, true));
    h1 ^= this.#length;
    h2 ^= this.#length;
    h3 ^= this.#length;
    h4 ^= this.#length;
    h1 += h2 + h3 + h4;
    h2 += h1;
    h3 += h1;
    h4 += h1;
    h1 = avalanche(h1);
    h2 = avalanche(h2);
    h3 = avalanche(h3);
    h4 = avalanche(h4);
    h1 = (h1 + h2 + h3 + h4) | 0;
    return [h1, h2 + h1, h3 + h1, h4 + h1].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  #mix(view: DataView, at: number): void {
    const h1 = (rotated(this.#h1 ^ k1(view.getUint32(at, true)), 19) + this.#h2) | 0;
    this.#h1 = (Math.imul(h1, 5) + 0x561ccd1b) | 0;
    const h2 = (rotated(this.#h2 ^ k2(view.getUint32(at + 4, true)), 17) + this.#h3) | 0;
    this.#h2 = (Math.imul(h2, 5) + 0x0bcaa747) | 0;
    const h3 = (rotated(this.#h3 ^ k3(view.getUint32(at + 8, true)), 15) + this.#h4) | 0;
    this.#h3 = (Math.imul(h3, 5) + 0x96cd1c35) | 0;
    const h4 = (rotated(this.#h4 ^ k4(view.getUint32(at + 12, true)), 13) + this.#h1) | 0;
    this.#h4 = (Math.imul(h4, 5) + 0x32ac3b17) | 0;
  }
}

function k1(word: number): number {
  return Math.imul(rotated(Math.imul(word, C1), 15), C2);
}

function k2(word: number): number {
  return Math.imul(rotated(Math.imul(word, C2), 16), C3);
}

function k3(word: number): number {
  return Math.imul(rotated(Math.imul(word, C3), 17), C4);
}

function k4(word: number): number {
  return Math.imul(rotated(Math.imul(word, C4), 18), C1);
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function avalanche(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
