/** How many are known at a time; a power of two. */
const PLACES = 1024;
/** The version of IP, and the address in up to four words. */
const WORDS = 5;
const MAC_LENGTH = 6;

/**
 * Which MAC address packets of an IP address came with last: those to it go there, too. Memory is of one size: of addresses that
 * share a place the last one is known.
 */
export class Neighbours {
  readonly #keys = new Int32Array(PLACES * WORDS);
  /** By place, one behind the other. */
  readonly macs: Uint8Array = new Uint8Array(PLACES * MAC_LENGTH);
  readonly #key = new Int32Array(WORDS);

  /**
   * @param at - index in `view` of the IP address
   * @param mac - of its neighbour, in a view of its own
   */
  note(view: DataView, at: number, version: 4 | 6, mac: Uint8Array): void {
    const place = this.#placeOf(view, at, version);
    this.#keys.set(this.#key, place * WORDS);
    this.macs.set(mac, place * MAC_LENGTH);
  }

  /** @returns where in `macs` the address of its neighbour begins; -1 if that is not known */
  find(view: DataView, at: number, version: 4 | 6): number {
    const place = this.#placeOf(view, at, version);
    for (let i = 0; i < WORDS; i++) if (this.#keys[place * WORDS + i] !== this.#key[i]) return -1;
    return place * MAC_LENGTH;
  }

  /** Sets `#key`. */
  #placeOf(view: DataView, at: number, version: 4 | 6): number {
    const key = this.#key.fill(0);
    key[0] = version;
    for (let i = 0; i < (version === 4 ? 1 : 4); i++) key[i + 1] = view.getInt32(at + 4 * i);
    let hash: number = version;
    for (let i = 1; i < WORDS; i++) hash = Math.imul(hash ^ (key[i] as number), 0x9e3779b1);
    return (hash ^ (hash >>> 15)) & (PLACES - 1);
  }
}
