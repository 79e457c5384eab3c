import type { FrameHistory } from './frame-history.ts';
import { hostOf, keyOfHost } from './word-hash.ts';

/** Hosts share so many places. */
const PLACE_BITS = 12;

/**
 * Which frames a table has to know: those that a host sent, or got, for which somebody has asked. Of most captures that is
 * a small part. A host's earlier frames, as far as the history still has them, come when the first asks for it.
 */
export class AskedFrames {
  readonly #history: FrameHistory;
  readonly #address: number;
  /** By place: whether somebody asked for one of the hosts that share it. */
  readonly #asked = new Uint8Array(1 << PLACE_BITS);
  /** The first frame that was not looked at. */
  #next = 0;
  /** Frames from the first to the second, left out, are looked at once more, for the hosts of a place. */
  #again = 0;
  #againEnd = 0;
  #againPlace = 0;

  /** @param address - where in a frame the MAC address of the host is */
  constructor(history: FrameHistory, address: number) {
    this.#history = history;
    this.#address = address;
  }

  /**
   * To be called until there is none, whenever somebody asks.
   * @param key - of the host that is asked for, as `keyOfHost` has it
   * @returns the next frame in front of another one that the table has to know, or -1
   */
  next(key: number, before: number): number {
    if (this.#asked[placeOf(key)] === 0) this.#lookAgain(placeOf(key));
    while (this.#again < this.#againEnd) {
      const sequence = this.#again++;
      if (placeOf(this.keyOf(sequence)) === this.#againPlace) return sequence;
    }
    if (this.#next < this.#history.oldest) this.#next = this.#history.oldest;
    while (this.#next < before) {
      const sequence = this.#next++;
      if (this.#asked[placeOf(this.keyOf(sequence))] === 1) return sequence;
    }
    return -1;
  }

  #lookAgain(place: number): void {
    this.#asked[place] = 1;
    this.#again = this.#history.oldest;
    this.#againEnd = this.#next;
    this.#againPlace = place;
  }

  /** @returns what `keyOfHost` has for the host of a frame */
  keyOf(sequence: number): number {
    const history = this.#history;
    return keyOfHost(hostOf(history.view, history.startOf(sequence) + this.#address));
  }
}

function placeOf(key: number): number {
  return key >>> (32 - PLACE_BITS);
}
