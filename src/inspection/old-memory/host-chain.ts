import { type FrameHistory, MOST_FRAMES } from './frame-history.ts';
import { hostOf, keyOfHost } from './word-hash.ts';

const FRAME_MASK = MOST_FRAMES - 1;

/** Hosts share so many places. */
const PLACE_BITS = 12;
export const PLACES = 1 << PLACE_BITS;

/**
 * Which frames of a history a host sent, or got: of each frame it knows how far in front of it the last one of its host is.
 * It looks at them when somebody asks.
 */
export class HostChain {
  readonly #history: FrameHistory;
  readonly #address: number;
  /** By place, of which few hosts share one: the last frame, its sequence number cut to 32 bits. */
  readonly #last = new Int32Array(PLACES).fill(-MOST_FRAMES);
  /** By frame: how many frames in front of it the last one of its place is; too many if there is none. */
  readonly #distances = new Int32Array(MOST_FRAMES);
  /** What was collected: how many frames in front of another one each is. */
  readonly #collected = new Int32Array(MOST_FRAMES);
  #before = 0;
  #count = 0;
  /** The first frame that was not looked at. */
  #next = 0;

  /** @param address - where in a frame the MAC address of its host is */
  constructor(history: FrameHistory, address: number) {
    this.#history = history;
    this.#address = address;
  }

  /**
   * Collects the frames of a place, of which `at` tells them one by one.
   * @param from - the first frame that is wanted, if the history has it
   * @param before - the first frame that is not; not less than at any time before
   * @returns how many there are
   */
  collect(place: number, from: number, before: number): number {
    this.#lookUpTo(before);
    const distances = this.#distances;
    const collected = this.#collected;
    const first = Math.max(from, this.#history.oldest);
    let count = 0;
    let distance = (before - (this.#last[place] as number)) | 0;
    for (let sequence = before - distance; sequence >= first; sequence -= distance) {
      collected[count++] = before - sequence;
      distance = distances[sequence & FRAME_MASK] as number;
    }
    this.#before = before;
    this.#count = count;
    return count;
  }

  /** @returns the sequence number of a frame that was collected, the first of which is the oldest */
  at(index: number): number {
    return this.#before - (this.#collected[this.#count - 1 - index] as number);
  }

  /** @returns what `keyOfHost` has for the host of a frame */
  keyOf(sequence: number): number {
    const { view } = this.#history;
    return keyOfHost(hostOf(view, this.#history.startOf(sequence) + this.#address));
  }

  #lookUpTo(before: number): void {
    const last = this.#last;
    const distances = this.#distances;
    for (let next = Math.max(this.#next, this.#history.oldest); next < before; next++) {
      const place = placeOf(this.keyOf(next));
      const distance = (next - (last[place] as number)) | 0;
      distances[next & FRAME_MASK] = distance > 0 && distance < MOST_FRAMES ? distance : MOST_FRAMES;
      last[place] = next;
    }
    this.#next = before;
  }
}

/** @param key - of a host, as `keyOfHost` has it */
export function placeOf(key: number): number {
  return key >>> (32 - PLACE_BITS);
}
