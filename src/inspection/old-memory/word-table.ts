import { AskedFrames } from './asked-frames.ts';
import { type FrameHistory, MOST_FRAMES } from './frame-history.ts';
import type { HostChain } from './host-chain.ts';
import { hashOf, keyOf, keyOfHost, printOf } from './word-hash.ts';

/** A word is known where it is as far from the beginning of a frame as a multiple of this. */
export const ANCHOR = 4;
/** What is in front of it nobody asks for: addresses and the type. */
export const FIRST = 16;
/** From the first to the second is the padding of short frames: no word is left out, however few others are known. */
export const PADDING_START = 32;
export const PADDING_END = 64;

/** Of the sequence number of a frame: no two frames of a history have it in common. */
const SEQUENCE_MASK = MOST_FRAMES - 1;

/** Which words of frames a table knows. */
export interface Words {
  /** Offsets in a frame, the second one left out: multiples of `anchor` and of 16. */
  from: number;
  to: number;
  /** 4, or 16: the distance from one word to the next, but where padding is. */
  anchor: number;
  /** Of the frames that hosts sent, or of those that they got: their words are asked for by host. */
  chain: HostChain;
  /** How many places the table has, as a power of two. */
  bits: number;
}

/**
 * Which frames of a host have a word at an offset, in one stretch of all frames. It is made when somebody asks, of the
 * frames that the history still has, and goes on from where it was. Of frames that share a place the last two are known.
 *
 * An entry is one word: the low 16 bits of a sequence number, and 16 of a hash that tell most others that share the place,
 * so that a miss costs no look at the frames.
 */
export class WordTable {
  readonly #history: FrameHistory;
  readonly #words: Words;
  readonly #mask: number;
  readonly #frames: AskedFrames;
  /** Of each place the last frame, and the one before. */
  #table: Int32Array | undefined;
  /** What was found last: the last frame and the one before, or -1. */
  last = -1;
  before = -1;

  constructor(history: FrameHistory, words: Words) {
    this.#history = history;
    this.#words = words;
    this.#mask = (1 << words.bits) - 1;
    this.#frames = new AskedFrames(words.chain);
  }

  /**
   * Sets `last` and `before` to frames that have a word at an offset.
   * @param host - of the address, as `hostOf` has it
   * @param sequence - only frames in front of this one are known
   * @returns whether there is one
   */
  find(host: number, offset: number, word: number, sequence: number): boolean {
    this.#table ??= new Int32Array(2 << this.#words.bits);
    const table = this.#table;
    const key = keyOfHost(host);
    const asked = this.#frames.ask(key, sequence);
    for (let i = 0; i < asked; i++) this.#take(table, this.#words.chain.at(i));
    const hash = hashOf(word, keyOf(offset) ^ key);
    const at = 2 * (hash & this.#mask);
    const print = printOf(hash);
    const last = table[at] as number;
    const before = table[at + 1] as number;
    const isLast = (last & 0xffff) === print;
    const isBefore = (before & 0xffff) === print;
    if (!isLast && !isBefore) return false;
    this.last = isLast ? verified(this.#history, last, offset, word) : -1;
    this.before = isBefore ? verified(this.#history, before, offset, word) : -1;
    return this.last >= 0 || this.before >= 0;
  }

  #take(table: Int32Array, sequence: number): void {
    const history = this.#history;
    const { view } = history;
    const { from, to, anchor, chain } = this.#words;
    const mask = this.#mask;
    const start = history.startOf(sequence);
    const key = chain.keyOf(sequence);
    const stop = Math.min(to, history.lengthOf(sequence) - ANCHOR + 1);
    const high = sequence << 16;
    for (let offset = from; offset < stop; offset += isPadding(offset) ? ANCHOR : anchor) {
      const word = view.getInt32(start + offset);
      if (word === 0) continue;
      const hash = hashOf(word, keyOf(offset) ^ key);
      const at = 2 * (hash & mask);
      const entry = high | printOf(hash);
      const last = table[at] as number;
      if (last === entry) continue;
      table[at + 1] = last;
      table[at] = entry;
    }
  }
}

/** @returns the first offset from there on whose word is known, where others are known at multiples of `anchor` */
export function anchorFrom(offset: number, anchor: number): number {
  const distance = offset > PADDING_START - ANCHOR && offset <= PADDING_END - ANCHOR ? ANCHOR : anchor;
  return (offset + distance - 1) & -distance;
}

/** @returns the frame of an entry, if it is still there and has the word at the offset; -1 if not */
export function verified(history: FrameHistory, entry: number, offset: number, word: number): number {
  const { oldest } = history;
  const sequence = oldest + (((entry >>> 16) - oldest) & SEQUENCE_MASK);
  if (sequence >= history.next || offset + ANCHOR > history.lengthOf(sequence)) return -1;
  return history.view.getInt32(history.startOf(sequence) + offset) === word ? sequence : -1;
}

function isPadding(offset: number): boolean {
  return offset >= PADDING_START && offset < PADDING_END;
}
