import { ETHERNET_DESTINATION, ETHERNET_SOURCE } from '../../wire/ethernet.ts';
import type { FrameHistory } from './frame-history.ts';
import { HostChain } from './host-chain.ts';
import { ShiftedTable } from './shifted-table.ts';
import { ANCHOR, anchorFrom, FIRST, PADDING_END, PADDING_START, WordTable } from './word-table.ts';

/** A word in this many is known behind the first bytes of a frame, unless bodies are compared. */
const SPARSE_ANCHOR = 16;
/** Few of the frames that are asked about are longer. */
const MIDDLE_END = 256;

/** How many places the tables have, as powers of two: where bodies are compared, all words are known, and of more frames. */
const BITS = { front: 15, middle: 12, rest: 15, shifted: 15 };
const BITS_BODY = { front: 19, middle: 18, rest: 20, shifted: 20 };

/**
 * Which frames of a history have the same bytes: at the same offset, or anywhere. Each part of it is made when somebody
 * asks for what is in it, of the hosts that are asked for: a capture without anything that looks like old memory has none,
 * and where only the padding of some hosts is asked for, nothing is known of what is behind it, nor of others.
 */
export class FrameIndex {
  readonly #anchor: number;
  /** By who sent the frames: as far as the padding of short ones, the words behind it, and all others. */
  readonly #front: WordTable;
  readonly #middle: WordTable;
  readonly #rest: WordTable;
  /** By who got them: where the padding of short frames is, which may be from what its sender got. */
  readonly #got: WordTable;
  /** Words wherever they are, by who sent the frames and by who got them. */
  readonly #shifted: ShiftedTable;
  readonly #shiftedGot: ShiftedTable;
  /** What was found last: of the frames that the host sent the last one and the one before, and of those that it got; or -1. */
  readonly sequences: [number, number, number, number] = [-1, -1, -1, -1];
  /** Where the words are that `anywhere` found last. */
  foundOffset = 0;

  /** @param body - whether bodies are compared: then all words of a frame are known, and more frames */
  constructor(history: FrameHistory, body: boolean) {
    const anchor = body ? ANCHOR : SPARSE_ANCHOR;
    const bits = body ? BITS_BODY : BITS;
    this.#anchor = anchor;
    const sentBy = new HostChain(history, ETHERNET_SOURCE);
    const gotBy = new HostChain(history, ETHERNET_DESTINATION);
    const sent = { anchor, chain: sentBy };
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
      chain: gotBy,
      bits: bits.front,
    });
    this.#shifted = new ShiftedTable(history, sentBy, bits.shifted);
    this.#shiftedGot = new ShiftedTable(history, gotBy, bits.shifted);
  }

  /** @returns the first offset from there on whose word is known */
  anchorFrom(offset: number): number {
    return anchorFrom(offset, this.#anchor);
  }

  /**
   * Sets `sequences` to frames of a host that have a word at an offset.
   * @param host - as `hostOf` has it
   * @param before - only frames in front of this one are known
   * @param orGot - also to frames that the host got, where padding is
   * @returns whether there is one
   */
  atOffset(host: number, offset: number, word: number, before: number, orGot: boolean): boolean {
    const table = offset < PADDING_END ? this.#front : offset < MIDDLE_END ? this.#middle : this.#rest;
    const got = this.#got;
    const isSent = table.find(host, offset, word, before);
    const mayBeGot = orGot && offset >= PADDING_START && offset < PADDING_END;
    const isGot = mayBeGot && got.find(host, offset, word, before);
    const sequences = this.sequences;
    sequences[0] = isSent ? table.last : -1;
    sequences[1] = isSent ? table.before : -1;
    sequences[2] = isGot ? got.last : -1;
    sequences[3] = isGot ? got.before : -1;
    return isSent || isGot;
  }

  /**
   * A frame that a host sent and that has two words anywhere.
   * @param orGot - also of the frames that the host got
   * @returns a sequence number, or -1; `foundOffset` is where
   */
  anywhere(host: number, first: number, second: number, before: number, orGot: boolean): number {
    const sent = this.#shifted;
    const got = this.#shiftedGot;
    const isSent = sent.find(host, first, second, before);
    const isGot = orGot && got.find(host, first, second, before);
    if (!isSent && !isGot) return -1;
    const later = isSent && (!isGot || sent.sequence >= got.sequence) ? sent : got;
    this.foundOffset = later.offset;
    return later.sequence;
  }
}
