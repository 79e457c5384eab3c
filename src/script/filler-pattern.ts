import { type LentBytes, ORDINARY_MEMORY } from '../simd/arena.ts';
import type { ByteRange } from '../wire/bytes.ts';
import { Sfc32 } from './random.ts';

/** Bytes after which the pattern repeats: a power of two, small enough for a second-level cache. */
const PERIOD = 1 << 18;

/** How far a filler moves on with each repetition. Odd, so that PERIOD repetitions go by before it comes back. */
const STRIDE = 0x9e3b;

/**
 * The bytes that fillers are made of: one seeded stretch that ranges point into, so that a new filler costs an
 * addition. Bytes after the period repeat it, as far as the longest filler reaches.
 */
export class FillerPattern {
  readonly #lent: LentBytes;

  /**
   * @param seed - decides all bytes
   * @param longest - length of the longest filler; 0 if there is none
   * @param arena - that lends memory. Ordinary memory if absent
   */
  constructor(seed: number, longest: number, arena = ORDINARY_MEMORY) {
    const length = longest === 0 ? 0 : PERIOD + longest;
    this.#lent = arena.lend(length);
    const { start } = this.#lent;
    const bytes = this.#lent.bytes.subarray(start, start + length);
    new Sfc32(seed).fill(bytes.subarray(0, PERIOD));
    for (let at = PERIOD; at < length; at += PERIOD) bytes.copyWithin(at, 0, PERIOD);
  }

  /**
   * @param step - index of a step
   * @param slot - which of the step's fillers
   * @param skip - how many of the filler's bytes come before
   * @returns a range that `advance` moves to the filler's first bytes, or to those after `skip`
   */
  range(step: number, slot: number, length: number, skip = 0): ByteRange {
    const begin = Math.imul(step + 1, 0x9e37_79b1) ^ Math.imul(slot + 1, 0x85eb_ca77);
    const { bytes, start } = this.#lent;
    return { bytes, offset: start + (((begin >>> 14) - STRIDE + skip) & (PERIOD - 1)), length };
  }

  /** Moves a range of `range` to the bytes of the next repetition. */
  advance(range: ByteRange): void {
    const { start } = this.#lent;
    range.offset = start + ((range.offset - start + STRIDE) & (PERIOD - 1));
  }

  /** Moves a range of `range` on by so many repetitions. */
  advanceBy(range: ByteRange, repetitions: bigint): void {
    const { start } = this.#lent;
    // What a period makes no difference to; the product has at most 36 bits.
    const times = Number(repetitions % BigInt(PERIOD));
    range.offset = start + ((range.offset - start + STRIDE * times) % PERIOD);
  }
}
