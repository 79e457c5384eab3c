import { type HostChain, PLACES, placeOf } from './host-chain.ts';

/**
 * Which frames a table has to know: those that a host sent, or got, for which somebody asks, as far as the history has
 * them. Of most captures that is a small part.
 */
export class AskedFrames {
  readonly #chain: HostChain;
  /** By place: the first frame that was not taken. */
  readonly #next = new Float64Array(PLACES);
  /** What was asked for last: mostly the next question is about the same. */
  #key = 0;
  #before = -1;

  /** @param chain - of the frames that hosts sent, or of those that they got */
  constructor(chain: HostChain) {
    this.#chain = chain;
  }

  /**
   * To be asked before a table is.
   * @param key - of a host, as `keyOfHost` has it
   * @param before - not less than at any time before
   * @returns how many of its frames in front of another one the table does not know yet: `at` of the chain has them
   */
  ask(key: number, before: number): number {
    if (key === this.#key && before === this.#before) return 0;
    this.#key = key;
    this.#before = before;
    const place = placeOf(key);
    const from = this.#next[place] as number;
    this.#next[place] = before;
    return this.#chain.collect(place, from, before);
  }
}
