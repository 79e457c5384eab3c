import type { Region } from './region-list.ts';
import { SIMD_BYTES, SIMD_REGIONS, SIMD_VIEW } from './simd-memory.ts';

/** A stretch of memory for its owner alone. */
export interface LentBytes {
  /** The stretch lies in here, from `start` on: all else belongs to others. */
  readonly bytes: Uint8Array;
  /** The same bytes. */
  readonly view: DataView;
  readonly start: number;
  readonly length: number;
}

/**
 * The memory of one simulation, or of whatever else begins and ends as a whole: SIMD memory as far as there is some
 * left, or else ordinary memory, which is slower and otherwise the same. Who makes an arena hands it down, and disposes
 * of it in the end; who is lent memory gives nothing back.
 */
export class Arena {
  readonly #simd: boolean;
  readonly #taken: Region[] = [];

  /** @param simd - false: ordinary memory, whatever is left. True if absent */
  constructor(simd = true) {
    this.#simd = simd;
  }

  /** @returns `length` bytes: zeros if they are ordinary memory, whatever was there if not */
  lend(length: number): LentBytes {
    const region = this.take(length);
    if (region !== undefined) return { bytes: SIMD_BYTES, view: SIMD_VIEW, ...region };
    const bytes = new Uint8Array(length);
    return { bytes, view: new DataView(bytes.buffer), start: 0, length };
  }

  /** @returns a region of SIMD memory; undefined if there is none left, or none is wanted */
  take(length: number): Region | undefined {
    if (!this.#simd) return undefined;
    const region = SIMD_REGIONS.take(length);
    if (region !== undefined) this.#taken.push(region);
    return region;
  }

  /** Gives all SIMD memory back, for others to have it: nothing that was lent is to be used any more. */
  dispose(): void {
    for (const region of this.#taken) SIMD_REGIONS.put(region);
    this.#taken.length = 0;
  }
}

/** Lends ordinary memory only; there is nothing to dispose of. */
export const ORDINARY_MEMORY = new Arena(false);
