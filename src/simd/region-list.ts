/** Regions begin at multiples of this: a page of the emulated machine. */
const GRANULE = 4096;

/** A stretch of memory that is lent out. */
export interface Region {
  /** Offset of its first byte, a multiple of 4096. */
  readonly start: number;
  /** Bytes. */
  readonly length: number;
}

/** Which parts of a fixed stretch of memory are lent out. There are never many of them. */
export class RegionList {
  readonly #size: number;
  /** In order. */
  readonly #taken: Region[] = [];

  /** @param size - bytes of the memory */
  constructor(size: number) {
    this.#size = size;
  }

  /** @returns the first free stretch of `length` bytes, whatever is in them; undefined if there is none */
  take(length: number): Region | undefined {
    let start = 0;
    let i = 0;
    for (; i < this.#taken.length; i++) {
      const region = this.#taken[i] as Region;
      if (start + length <= region.start) break;
      start = Math.ceil((region.start + region.length) / GRANULE) * GRANULE;
    }
    if (start + length > this.#size) return undefined;
    const region = { start, length };
    this.#taken.splice(i, 0, region);
    return region;
  }

  /** Takes a region back. One that is not lent out is left alone. */
  put(region: Region): void {
    const i = this.#taken.indexOf(region);
    if (i >= 0) this.#taken.splice(i, 1);
  }
}
