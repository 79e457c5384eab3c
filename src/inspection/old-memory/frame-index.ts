import { ETHERNET_DESTINATION, ETHERNET_SOURCE } from '../../wire/ethernet.ts';
import type { FrameHistory } from './frame-history.ts';
import { hashOf, isOneByte, keyOf, printOf } from './word-hash.ts';
import { ANCHOR, anchorFrom, PADDING_END, PADDING_START, verified, WordTable } from './word-table.ts';

/** A word in this many is known behind the first bytes of a frame, unless bodies are compared. */
const SPARSE_ANCHOR = 16;
/** What is in front of it nobody asks for: addresses and the type. */
const FIRST = 16;
/** Few of the frames that are asked about are longer. */
const MIDDLE_END = 256;

/** How many places the tables have, as powers of two: where bodies are compared, all words are known, and of more frames. */
const BITS = { front: 15, middle: 12, rest: 15, shifted: 15 };
const BITS_BODY = { front: 17, middle: 18, rest: 20, shifted: 20 };

/** Pairs of words that are looked up wherever they are are known where they are as far from the beginning as a multiple of this. */
const SHIFTED_ANCHOR = 8;

/**
 * Which frames of a history have the same bytes: at the same offset, or anywhere. Each part of it is made when somebody
 * asks for what is in it: a capture without anything that looks like old memory has none, and where only padding is
 * asked for, nothing is known of what is behind it.
 */
export class FrameIndex {
  readonly #history: FrameHistory;
  readonly #anchor: number;
  readonly #shiftedBits: number;
  /** By who sent the frames: as far as the padding of short ones, the words behind it, and all others. */
  readonly #front: WordTable;
  readonly #middle: WordTable;
  readonly #rest: WordTable;
  /** By who got them: where the padding of short frames is, which may be from what its sender got. */
  readonly #got: WordTable;
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
    const anchor = body ? ANCHOR : SPARSE_ANCHOR;
    const bits = body ? BITS_BODY : BITS;
    this.#anchor = anchor;
    this.#shiftedBits = bits.shifted;
    const sent = { anchor, address: ETHERNET_SOURCE };
    this.#front = new WordTable(history, { ...sent, from: FIRST, to: PADDING_END, bits: bits.front });
    this.#middle = new WordTable(history, { ...sent, from: PADDING_END, to: MIDDLE_END, bits: bits.middle });
    this.#rest = new WordTable(history, {
      ...sent,
      from: MIDDLE_END,
      to: Number.POSITIVE_INFINITY,
      bits: bits.rest,
    });
    this.#got = new WordTable(history, {
      from: PADDING_START,
      to: PADDING_END,
      anchor,
      address: ETHERNET_DESTINATION,
      bits: bits.front,
    });
  }

  /** @returns the first offset from there on whose word is known */
  anchorFrom(offset: number): number {
    return anchorFrom(offset, this.#anchor);
  }

  /**
   * Sets `sequences` to the last two frames that a host sent and that have a word at an offset.
   * @param host - as `hostOf` has it
   * @param before - only frames in front of this one are known
   * @param orGot - also of the frames that the host got, where padding is
   * @returns whether there is one
   */
  atOffset(host: number, offset: number, word: number, before: number, orGot: boolean): boolean {
    const table = offset < PADDING_END ? this.#front : offset < MIDDLE_END ? this.#middle : this.#rest;
    const isSent = table.find(host, offset, word, before);
    const sequences = this.sequences;
    sequences[0] = isSent ? table.last : -1;
    sequences[1] = isSent ? table.before : -1;
    if (!orGot || offset < PADDING_START || offset >= PADDING_END) return isSent;
    const got = this.#got;
    if (!got.find(host, offset, word, before)) return isSent;
    takeLater(sequences, got.last);
    takeLater(sequences, got.before);
    return true;
  }

  /**
   * A frame that has two words anywhere.
   * @returns a sequence number, or -1; `foundOffset` is where
   */
  anywhere(first: number, second: number, before: number): number {
    this.#shifted ??= new Int32Array(2 << this.#shiftedBits);
    const table = this.#shifted;
    this.#shiftedUpTo = Math.max(this.#shiftedUpTo, this.#history.oldest);
    while (this.#shiftedUpTo < before) this.#addShifted(table, this.#shiftedUpTo++);
    const hash = hashOf(first, keyOf(second));
    const at = 2 * (hash & ((1 << this.#shiftedBits) - 1));
    const entry = table[at] as number;
    if ((entry & 0xffff) !== printOf(hash)) return -1;
    const offset = table[at + 1] as number;
    const sequence = verified(this.#history, entry, offset, first);
    if (sequence < 0 || verified(this.#history, entry, offset + ANCHOR, second) < 0) return -1;
    this.foundOffset = offset;
    return sequence;
  }

  #addShifted(table: Int32Array, sequence: number): void {
    const { view } = this.#history;
    const start = this.#history.startOf(sequence);
    const end = this.#history.lengthOf(sequence) - 8;
    const high = sequence << 16;
    const mask = (1 << this.#shiftedBits) - 1;
    for (let offset = FIRST; offset <= end; offset += SHIFTED_ANCHOR) {
      const first = view.getInt32(start + offset);
      const second = view.getInt32(start + offset + 4);
      if (first === second && isOneByte(first)) continue;
      const hash = hashOf(first, keyOf(second));
      const at = 2 * (hash & mask);
      table[at] = high | printOf(hash);
      table[at + 1] = offset;
    }
  }
}

/** Puts a frame among the last two, if it is one of them, the last one first. */
function takeLater(sequences: [number, number], sequence: number): void {
  const last = Math.max(sequences[0], sequences[1]);
  const before = Math.min(sequences[0], sequences[1]);
  if (sequence === last) return;
  sequences[0] = Math.max(last, sequence);
  sequences[1] = Math.max(before, Math.min(last, sequence));
}
