import { AskedFrames } from './asked-frames.ts';
import type { FrameHistory } from './frame-history.ts';
import type { HostChain } from './host-chain.ts';
import { hashOf, isOneByte, keyOf, keyOfHost, printOf } from './word-hash.ts';
import { ANCHOR, FIRST, verified } from './word-table.ts';

/** Pairs of words that are looked up wherever they are are known where they are as far from the beginning as a multiple of this. */
const SHIFTED_ANCHOR = 2 * ANCHOR;

/** Where the frames of a host have two words one behind the other. It is made when somebody asks, as `WordTable` is. */
export class ShiftedTable {
  readonly #history: FrameHistory;
  readonly #chain: HostChain;
  readonly #frames: AskedFrames;
  readonly #bits: number;
  /** Of each place a frame, as in `WordTable`, and where in it the words are. */
  #table: Int32Array | undefined;
  /** The frame that was found last, and where in it the words are. */
  sequence = -1;
  offset = 0;

  /**
   * @param chain - of the frames that hosts sent, or of those that they got: their words are asked for by host
   * @param bits - how many places the table has, as a power of two
   */
  constructor(history: FrameHistory, chain: HostChain, bits: number) {
    this.#history = history;
    this.#chain = chain;
    this.#frames = new AskedFrames(chain);
    this.#bits = bits;
  }

  /**
   * Sets `sequence` to a frame of a host that has two words anywhere, and `offset` to where.
   * @param host - of the address, as `hostOf` has it
   * @param before - only frames in front of this one are known
   * @returns whether there is one
   */
  find(host: number, first: number, second: number, before: number): boolean {
    this.#table ??= new Int32Array(2 << this.#bits);
    const table = this.#table;
    const key = keyOfHost(host);
    const asked = this.#frames.ask(key, before);
    for (let i = 0; i < asked; i++) this.#take(table, this.#chain.at(i));
    const hash = hashOf(first, keyOf(second) ^ key);
    const at = this.#placeOf(hash);
    const entry = table[at] as number;
    if ((entry & 0xffff) !== printOf(hash)) return false;
    const offset = table[at + 1] as number;
    const sequence = verified(this.#history, entry, offset, first);
    if (sequence < 0 || verified(this.#history, entry, offset + ANCHOR, second) < 0) return false;
    this.sequence = sequence;
    this.offset = offset;
    return true;
  }

  #take(table: Int32Array, sequence: number): void {
    const { view } = this.#history;
    const start = this.#history.startOf(sequence);
    const key = this.#chain.keyOf(sequence);
    const end = this.#history.lengthOf(sequence) - 2 * ANCHOR;
    const high = sequence << 16;
    for (let offset = FIRST; offset <= end; offset += SHIFTED_ANCHOR) {
      const first = view.getInt32(start + offset);
      const second = view.getInt32(start + offset + ANCHOR);
      if (first === second && isOneByte(first)) continue;
      const hash = hashOf(first, keyOf(second) ^ key);
      const at = this.#placeOf(hash);
      table[at] = high | printOf(hash);
      table[at + 1] = offset;
    }
  }

  #placeOf(hash: number): number {
    return 2 * (hash & ((1 << this.#bits) - 1));
  }
}
