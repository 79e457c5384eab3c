/** Decompression of the "deflate" format (RFC 1951), as far as the bytes go that have arrived. */
import type { BitReader } from './bit-reader.ts';
import { type HuffmanTable, huffmanTable } from './huffman.ts';

/** How far back a copy can reach (section 2). */
const WINDOW = 32_768;
const LONGEST_COPY = 258;

/** Bytes that are given out at once, at most. */
export const LARGEST_PIECE = 65_536;

const END_OF_BLOCK = 256;
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
];
const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
/** The order in which the lengths of the codes of lengths stand (section 3.2.7). */
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const FIXED_LITERALS = tableOf(
  Uint8Array.from({ length: 288 }, (_, symbol) =>
    symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
  ),
);
const FIXED_DISTANCES = tableOf(new Uint8Array(30).fill(5));

/** Why compressed data cannot be read any further. */
export class GzipDamage extends Error {}

type State = 'header' | 'stored' | 'codes' | 'done';

/** Takes one stream of blocks from a reader. */
export class Inflate {
  readonly #bits: BitReader;
  /** What was given out before, as far as copies reach, and behind it what comes next. */
  readonly #out = new Uint8Array(WINDOW + LARGEST_PIECE + LONGEST_COPY);
  #end = 0;
  #state: State = 'header';
  #isLast = false;
  /** Of a stored block. */
  #left = 0;
  #literals: HuffmanTable = FIXED_LITERALS;
  #distances: HuffmanTable = FIXED_DISTANCES;
  #damage: unknown;

  constructor(bits: BitReader) {
    this.#bits = bits;
  }

  get isDone(): boolean {
    return this.#state === 'done';
  }

  /** Begins another stream. */
  restart(): void {
    this.#state = 'header';
    this.#end = 0;
  }

  /**
   * @returns the next bytes, at most LARGEST_PIECE and some, until the next call; none if more have to come first, or if
   * it is done
   * @throws GzipDamage, once all before it has come out
   */
  read(): Uint8Array {
    if (this.#damage !== undefined) throw this.#damage;
    if (this.#end > WINDOW) {
      this.#out.copyWithin(0, this.#end - WINDOW, this.#end);
      this.#end = WINDOW;
    }
    const start = this.#end;
    try {
      while (this.#end - start < LARGEST_PIECE && this.#step(start + LARGEST_PIECE));
    } catch (error) {
      if (this.#end === start) throw error;
      this.#damage = error;
    }
    return this.#out.subarray(start, this.#end);
  }

  /** @returns false if nothing more can be done for now */
  #step(limit: number): boolean {
    switch (this.#state) {
      case 'header':
        return this.#readHeader();
      case 'stored':
        return this.#copyStored(limit);
      case 'codes':
        return this.#readCodes(limit);
      case 'done':
        return false;
    }
  }

  #readHeader(): boolean {
    const bits = this.#bits;
    bits.mark();
    const isLast = bits.take(1);
    const type = bits.take(2);
    if (type < 0) return this.#wait();
    if (type === 3) throw new GzipDamage('a block has the type 3, which there is not');
    const isRead = type === 0 ? this.#readStored() : type === 1 ? this.#useFixed() : this.#readTables();
    if (!isRead) return this.#wait();
    this.#isLast = isLast === 1;
    this.#state = type === 0 ? 'stored' : 'codes';
    return true;
  }

  #wait(): boolean {
    this.#bits.rewind();
    return false;
  }

  #readStored(): boolean {
    const bits = this.#bits;
    bits.align();
    const length = bits.take(16);
    const complement = bits.take(16);
    if (complement < 0) return false;
    if ((length ^ complement) !== 0xffff) throw new GzipDamage('the length of a stored block is damaged');
    this.#left = length;
    return true;
  }

  #useFixed(): boolean {
    this.#literals = FIXED_LITERALS;
    this.#distances = FIXED_DISTANCES;
    return true;
  }

  /** Section 3.2.7: the codes of a block, themselves in codes. */
  #readTables(): boolean {
    const bits = this.#bits;
    const literals = bits.take(5);
    const distances = bits.take(5);
    const count = bits.take(4);
    if (literals < 0 || distances < 0 || count < 0) return false;
    const order = new Uint8Array(19);
    for (let i = 0; i < count + 4; i++) {
      const length = bits.take(3);
      if (length < 0) return false;
      order[LENGTH_ORDER[i] as number] = length;
    }
    const lengths = this.#readLengths(tableOf(order), literals + 257 + distances + 1);
    if (lengths === undefined) return false;
    this.#literals = tableOf(lengths.subarray(0, literals + 257));
    this.#distances = tableOf(lengths.subarray(literals + 257));
    return true;
  }

  #readLengths(table: HuffmanTable, count: number): Uint8Array | undefined {
    const bits = this.#bits;
    const lengths = new Uint8Array(count);
    for (let at = 0; at < count; ) {
      const symbol = bits.symbol(table);
      if (symbol === -1) return undefined;
      if (symbol < 0) throw new GzipDamage('a code of its tables stands for nothing');
      if (symbol < 16) {
        lengths[at++] = symbol;
        continue;
      }
      const more = bits.take(symbol === 16 ? 2 : symbol === 17 ? 3 : 7);
      if (more < 0) return undefined;
      const times = more + (symbol === 18 ? 11 : 3);
      if (at + times > count || (symbol === 16 && at === 0)) {
        throw new GzipDamage('the lengths of its codes are damaged');
      }
      if (symbol === 16) lengths.fill(lengths[at - 1] as number, at, at + times);
      at += times;
    }
    return lengths;
  }

  #copyStored(limit: number): boolean {
    const count = this.#bits.copy(this.#out, this.#end, Math.min(this.#left, limit - this.#end));
    this.#end += count;
    this.#left -= count;
    if (this.#left > 0) return count > 0;
    this.#endBlock();
    return true;
  }

  #readCodes(limit: number): boolean {
    const bits = this.#bits;
    const out = this.#out;
    while (this.#end < limit) {
      bits.mark();
      const symbol = bits.symbol(this.#literals);
      if (symbol === -1) return this.#wait();
      if (symbol < 0) throw new GzipDamage('a code stands for nothing');
      if (symbol < END_OF_BLOCK) {
        out[this.#end++] = symbol;
      } else if (symbol === END_OF_BLOCK) {
        this.#endBlock();
        return true;
      } else if (!this.#copyBack(symbol - END_OF_BLOCK - 1)) {
        return this.#wait();
      }
    }
    return true;
  }

  /** Copies what has come before. @returns false if more bytes have to come first */
  #copyBack(code: number): boolean {
    const bits = this.#bits;
    const base = LENGTH_BASE[code];
    if (base === undefined) throw new GzipDamage('a code stands for no length');
    const more = bits.take(LENGTH_EXTRA[code] as number);
    if (more < 0) return false;
    const place = bits.symbol(this.#distances);
    if (place === -1) return false;
    const nearest = DISTANCE_BASE[place];
    if (nearest === undefined) throw new GzipDamage('a code stands for no distance');
    const further = bits.take(DISTANCE_EXTRA[place] as number);
    if (further < 0) return false;
    const distance = nearest + further;
    const out = this.#out;
    const start = this.#end;
    if (distance > start) throw new GzipDamage('it repeats what is before its beginning');
    const end = start + base + more;
    // What is copied may be what was copied just now.
    for (let i = start; i < end; i++) out[i] = out[i - distance] as number;
    this.#end = end;
    return true;
  }

  #endBlock(): void {
    this.#state = this.#isLast ? 'done' : 'header';
  }
}

function tableOf(lengths: Uint8Array): HuffmanTable {
  const table = huffmanTable(lengths);
  if (table === undefined) throw new GzipDamage('its codes are too many for their lengths');
  return table;
}
