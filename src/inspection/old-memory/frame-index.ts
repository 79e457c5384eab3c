import { ETHERNET_DESTINATION, ETHERNET_SOURCE } from '../../wire/ethernet.ts';
import type { FrameHistory } from './frame-history.ts';

/** How many places a table has; a power of two. */
const PLACE_BITS = 17;
const PLACES = 1 << PLACE_BITS;

/** A word is looked up where it is as far from the beginning of a frame as a multiple of this. */
export const ANCHOR = 4;
/** The same for pairs of words that are looked up wherever they are. */
const SHIFTED_ANCHOR = 8;

/**
 * Which frames of a history have the same bytes: at the same offset, or anywhere. It is made when somebody asks, and goes
 * on from where it was: a capture without anything that looks like old memory has none. Of frames that share a place in
 * a table the last two are known: what it says has to be compared.
 */
export class FrameIndex {
  readonly #history: FrameHistory;
  /** Of each place two frames: the number and the word of the last one, and those of the one before. */
  #same: Int32Array | undefined;
  #sameUpTo = 0;
  /** Of each place a frame: its number, where in it they are, and the two words, so that others that share the place cost no more than a look. */
  #shifted: Int32Array | undefined;
  #shiftedUpTo = 0;
  /** Where the words are that `anywhere` found last. */
  foundOffset = 0;

  constructor(history: FrameHistory) {
    this.#history = history;
  }

  /**
   * A frame that may have a word at an offset.
   * @param host - the first four bytes of the MAC address of who sent or received it, as `hostOf` has it
   * @param before - frames from here on are not asked for
   * @param way - 0 for the last such frame, 1 for the one before
   * @returns a sequence number, or -1
   */
  atOffset(host: number, offset: number, word: number, before: number, way: 0 | 1): number {
    this.#same ??= new Int32Array(4 * PLACES);
    const table = this.#same;
    this.#sameUpTo = Math.max(this.#sameUpTo, this.#history.oldest);
    while (this.#sameUpTo < before) this.#addSame(table, this.#sameUpTo++);
    const at = 4 * placeOf(word, offset, host) + 2 * way;
    return table[at + 1] === word ? (table[at] as number) - 1 : -1;
  }

  /**
   * A frame that may have two words anywhere.
   * @returns a sequence number, or -1; `foundOffset` is where
   */
  anywhere(first: number, second: number, before: number): number {
    this.#shifted ??= new Int32Array(4 * PLACES);
    const table = this.#shifted;
    this.#shiftedUpTo = Math.max(this.#shiftedUpTo, this.#history.oldest);
    while (this.#shiftedUpTo < before) this.#addShifted(table, this.#shiftedUpTo++);
    const at = 4 * placeOf(first, second, 0);
    if (table[at + 2] !== first || table[at + 3] !== second) return -1;
    this.foundOffset = table[at + 1] as number;
    return (table[at] as number) - 1;
  }

  #addSame(table: Int32Array, sequence: number): void {
    const { view } = this.#history;
    const start = this.#history.startOf(sequence);
    const end = this.#history.lengthOf(sequence) - ANCHOR;
    const sender = hostOf(view, start + ETHERNET_SOURCE);
    const receiver = hostOf(view, start + ETHERNET_DESTINATION);
    for (let offset = 12; offset <= end; offset += ANCHOR) {
      const word = view.getInt32(start + offset);
      if (word === 0) continue;
      put(table, placeOf(word, offset, sender), sequence, word);
      put(table, placeOf(word, offset, receiver), sequence, word);
    }
  }

  #addShifted(table: Int32Array, sequence: number): void {
    const { view } = this.#history;
    const start = this.#history.startOf(sequence);
    const end = this.#history.lengthOf(sequence) - 8;
    for (let offset = 16; offset <= end; offset += SHIFTED_ANCHOR) {
      const first = view.getInt32(start + offset);
      const second = view.getInt32(start + offset + 4);
      if (first === second && isOneByte(first)) continue;
      const at = 4 * placeOf(first, second, 0);
      table[at] = sequence + 1;
      table[at + 1] = offset;
      table[at + 2] = first;
      table[at + 3] = second;
    }
  }
}

/** Of a MAC address, as a number: few hosts of a network have the last four bytes in common. */
export function hostOf(view: DataView, at: number): number {
  return view.getInt32(at + 2);
}

/** Whether the four bytes of a word are the same. */
export function isOneByte(word: number): boolean {
  return word === Math.imul(word & 255, 0x01010101);
}

function put(table: Int32Array, place: number, sequence: number, word: number): void {
  const at = 4 * place;
  if (table[at] === sequence + 1 && table[at + 1] === word) return;
  table[at + 2] = table[at] as number;
  table[at + 3] = table[at + 1] as number;
  table[at] = sequence + 1;
  table[at + 1] = word;
}

function placeOf(first: number, second: number, third: number): number {
  const hash = Math.imul(first ^ Math.imul(second ^ Math.imul(third, 0x85ebca6b), 0xc2b2ae35), 0x9e3779b1);
  return (hash ^ (hash >>> 15)) & (PLACES - 1);
}
