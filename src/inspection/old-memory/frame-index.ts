import { ETHERNET_DESTINATION, ETHERNET_SOURCE } from '../../wire/ethernet.ts';
import { type FrameHistory, MOST_FRAMES } from './frame-history.ts';

/** How many places a table has, as a power of two: where bodies are compared, each frame has many more words in it. */
const PLACE_BITS = 15;
const PLACE_BITS_BODY = 20;

/** A word is looked up where it is as far from the beginning of a frame as a multiple of this. */
export const ANCHOR = 4;
/** The same behind the first bytes of a frame, unless bodies are compared. */
const SPARSE_ANCHOR = 16;
/** What is in front of it nobody asks for: addresses and the type. */
const FIRST = 16;
/** From the first to the second is the padding of short frames, which may be from what its sender got: these words are known of both. */
const PADDING_START = 32;
const PADDING_END = 64;
/** The same for pairs of words that are looked up wherever they are. */
const SHIFTED_ANCHOR = 8;

/** Of the sequence number of a frame: no two frames of a history have it in common. */
const SEQUENCE_MASK = MOST_FRAMES - 1;

const WORD_FACTOR = 0x9e3779b1;
const OFFSET_FACTOR = 0xc2b2ae35;
const HOST_FACTOR = 0x85ebca6b;

/**
 * Which frames of a history have the same bytes: at the same offset, or anywhere. It is made when somebody asks, and goes
 * on from where it was: a capture without anything that looks like old memory has none. Of frames that share a place in
 * a table the last two are known.
 *
 * An entry is one word: the low 16 bits of a sequence number, and 16 of a hash that tell most others that share the place,
 * so that a miss costs no look at the frames.
 */
export class FrameIndex {
  readonly #history: FrameHistory;
  readonly #bits: number;
  readonly #mask: number;
  readonly #sparse: number;
  /** Of each place the last frame, and the one before. */
  #same: Int32Array | undefined;
  #sameUpTo = 0;
  /** Of each place a frame, and where in it the words are. */
  #shifted: Int32Array | undefined;
  #shiftedUpTo = 0;
  /** What was found last: the last frame and the one before, or -1. */
  readonly sequences: [number, number] = [-1, -1];
  /** Where the words are that `anywhere` found last. */
  foundOffset = 0;

  /** @param body - whether bodies are compared: then all words of a frame are known, and more frames */
  constructor(history: FrameHistory, body: boolean) {
    this.#history = history;
    this.#bits = body ? PLACE_BITS_BODY : PLACE_BITS;
    this.#mask = (1 << this.#bits) - 1;
    this.#sparse = body ? ANCHOR : SPARSE_ANCHOR;
  }

  /** @returns the first offset from there on whose word is known */
  anchorFrom(offset: number): number {
    const anchor = offset > PADDING_START - ANCHOR && offset <= PADDING_END - ANCHOR ? ANCHOR : this.#sparse;
    return (offset + anchor - 1) & -anchor;
  }

  /** Takes in the frames up to one, left out, so that `atOffset` knows them. */
  catchUp(before: number): void {
    this.#same ??= new Int32Array(2 << this.#bits);
    const table = this.#same;
    this.#sameUpTo = Math.max(this.#sameUpTo, this.#history.oldest);
    while (this.#sameUpTo < before) this.#addSame(table, this.#sameUpTo++);
  }

  /**
   * Sets `sequences` to the frames, of those taken in, that have a word at an offset.
   * @param host - of who sent them, as `hostOf` has it; where padding is, also of who got them
   * @returns whether there is one
   */
  atOffset(host: number, offset: number, word: number): boolean {
    const table = this.#same;
    if (table === undefined) return false;
    const hash = hashOf(word, Math.imul(offset, OFFSET_FACTOR) ^ Math.imul(host, HOST_FACTOR));
    const at = 2 * (hash & this.#mask);
    const print = printOf(hash);
    const last = table[at] as number;
    const before = table[at + 1] as number;
    const isLast = (last & 0xffff) === print;
    const isBefore = (before & 0xffff) === print;
    if (!isLast && !isBefore) return false;
    this.sequences[0] = isLast ? this.#verified(last, offset, word) : -1;
    this.sequences[1] = isBefore ? this.#verified(before, offset, word) : -1;
    return this.sequences[0] >= 0 || this.sequences[1] >= 0;
  }

  /**
   * A frame that has two words anywhere.
   * @returns a sequence number, or -1; `foundOffset` is where
   */
  anywhere(first: number, second: number, before: number): number {
    this.#shifted ??= new Int32Array(2 << this.#bits);
    const table = this.#shifted;
    this.#shiftedUpTo = Math.max(this.#shiftedUpTo, this.#history.oldest);
    while (this.#shiftedUpTo < before) this.#addShifted(table, this.#shiftedUpTo++);
    const hash = hashOf(first, Math.imul(second, OFFSET_FACTOR));
    const at = 2 * (hash & this.#mask);
    const entry = table[at] as number;
    if ((entry & 0xffff) !== printOf(hash)) return -1;
    const offset = table[at + 1] as number;
    const sequence = this.#verified(entry, offset, first);
    if (sequence < 0 || this.#verified(entry, offset + 4, second) < 0) return -1;
    this.foundOffset = offset;
    return sequence;
  }

  /** @returns the frame of an entry, if it is still there and has the word; -1 if not */
  #verified(entry: number, offset: number, word: number): number {
    const history = this.#history;
    const { oldest } = history;
    const sequence = oldest + (((entry >>> 16) - oldest) & SEQUENCE_MASK);
    if (sequence >= history.next || offset + 4 > history.lengthOf(sequence)) return -1;
    return history.view.getInt32(history.startOf(sequence) + offset) === word ? sequence : -1;
  }

  #addSame(table: Int32Array, sequence: number): void {
    const { view } = this.#history;
    const start = this.#history.startOf(sequence);
    const end = this.#history.lengthOf(sequence) - ANCHOR;
    const sender = Math.imul(hostOf(view, start + ETHERNET_SOURCE), HOST_FACTOR);
    const receiver = Math.imul(hostOf(view, start + ETHERNET_DESTINATION), HOST_FACTOR);
    const mask = this.#mask;
    const high = sequence << 16;
    for (let offset = FIRST; offset <= end; offset = this.anchorFrom(offset + 1)) {
      const word = view.getInt32(start + offset);
      if (word === 0) continue;
      const there = Math.imul(offset, OFFSET_FACTOR);
      put(table, mask, hashOf(word, there ^ sender), high);
      if (isPadding(offset)) put(table, mask, hashOf(word, there ^ receiver), high);
    }
  }

  #addShifted(table: Int32Array, sequence: number): void {
    const { view } = this.#history;
    const start = this.#history.startOf(sequence);
    const end = this.#history.lengthOf(sequence) - 8;
    const high = sequence << 16;
    for (let offset = 16; offset <= end; offset += SHIFTED_ANCHOR) {
      const first = view.getInt32(start + offset);
      const second = view.getInt32(start + offset + 4);
      if (first === second && isOneByte(first)) continue;
      const hash = hashOf(first, Math.imul(second, OFFSET_FACTOR));
      const at = 2 * (hash & this.#mask);
      table[at] = high | printOf(hash);
      table[at + 1] = offset;
    }
  }
}

/** Of a MAC address, as a number: few hosts of a network have the last four bytes in common. */
export function hostOf(view: DataView, at: number): number {
  return view.getInt32(at + 2);
}

function isPadding(offset: number): boolean {
  return offset >= PADDING_START && offset < PADDING_END;
}

/** Whether the four bytes of a word are the same. */
export function isOneByte(word: number): boolean {
  return word === Math.imul(word & 255, 0x01010101);
}

function put(table: Int32Array, mask: number, hash: number, high: number): void {
  const at = 2 * (hash & mask);
  const entry = high | printOf(hash);
  const last = table[at] as number;
  if (last === entry) return;
  table[at + 1] = last;
  table[at] = entry;
}

function hashOf(word: number, key: number): number {
  const hash = Math.imul(word ^ key, WORD_FACTOR);
  return hash ^ (hash >>> 15);
}

/** Never 0, so that a place in which nothing is has no frame. */
function printOf(hash: number): number {
  return (hash >>> 16) | 1;
}
