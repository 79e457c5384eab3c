import type { Region } from './region-list.ts';
import { SIMD_BYTES, SIMD_REGIONS, SIMD_VIEW } from './simd-memory.ts';

/** A stretch of memory for its owner alone: SIMD memory, if some is wanted and left, or else ordinary memory. */
export class LentBytes {
  /** The stretch lies in here, from `start` on: all else belongs to others. */
  readonly bytes: Uint8Array;
  /** The same bytes. */
  readonly view: DataView;
  readonly start: number;
  readonly length: number;
  readonly #region: Region | undefined;

  /** @param simd - whether SIMD memory is wanted; it is then to be released */
  constructor(length: number, simd: boolean) {
    this.#region = simd ? SIMD_REGIONS.take(length) : undefined;
    this.start = this.#region?.start ?? 0;
    this.length = length;
    this.bytes = this.#region === undefined ? new Uint8Array(length) : SIMD_BYTES;
    this.view = this.#region === undefined ? new DataView(this.bytes.buffer) : SIMD_VIEW;
  }

  /** Gives SIMD memory back, for others to have it: the stretch is not to be used any more. */
  release(): void {
    if (this.#region !== undefined) SIMD_REGIONS.put(this.#region);
  }
}
