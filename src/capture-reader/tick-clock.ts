const TWO_32 = 2n ** 32n;
const NANOSECONDS = 1_000_000_000n;

/** The most decimal places that the quick way is exact for. */
const MOST_QUICK_PLACES = 9;
/** With fewer, the seconds of the largest time are beyond the integers that a number can be. */
const LEAST_QUICK_PLACES = 4;

/** Turns the 64-bit times of a pcapng interface into seconds and nanoseconds. */
export class TickClock {
  /** Of the time that was read last: rounded down, since 1970. */
  seconds = 0;
  nanoseconds = 0;
  /** Such as `10^-6 s`. */
  readonly resolution: string;
  readonly #ticksPerSecond: bigint;
  readonly #offset: bigint;
  /** What a tick is in nanoseconds, if it is a whole number of them that the quick way can take; otherwise 0. */
  readonly #quickTick: number;
  readonly #quickTicksPerSecond: number;

  /**
   * @param resolution - the option if_tsresol: the negative power of 10, or of 2 if the highest bit is set
   * @param offset - the option if_tsoffset: seconds to add
   */
  constructor(resolution: number, offset: bigint) {
    const exponent = resolution & 0x7f;
    const base = resolution & 0x80 ? 2 : 10;
    this.resolution = `${base}^-${exponent} s`;
    this.#ticksPerSecond = BigInt(base) ** BigInt(exponent);
    this.#offset = offset;
    const isQuick =
      base === 10 && offset === 0n && exponent >= LEAST_QUICK_PLACES && exponent <= MOST_QUICK_PLACES;
    this.#quickTick = isQuick ? 10 ** (9 - exponent) : 0;
    this.#quickTicksPerSecond = 10 ** exponent;
  }

  /** @param high - and `low`: the halves of the time, 32 bits each */
  read(high: number, low: number): void {
    if (this.#quickTick === 0) {
      this.#readExactly(high, low);
      return;
    }
    // Long division with digits of 16 bits: no intermediate result is longer than 46.
    const divisor = this.#quickTicksPerSecond;
    const middle = (high % divisor) * 65536 + (low >>> 16);
    const last = (middle % divisor) * 65536 + (low & 0xffff);
    this.seconds =
      Math.floor(high / divisor) * 2 ** 32 +
      Math.floor(middle / divisor) * 65536 +
      Math.floor(last / divisor);
    this.nanoseconds = (last % divisor) * this.#quickTick;
  }

  #readExactly(high: number, low: number): void {
    const ticks = BigInt(high) * TWO_32 + BigInt(low);
    this.seconds = Number(ticks / this.#ticksPerSecond + this.#offset);
    this.nanoseconds = Number(((ticks % this.#ticksPerSecond) * NANOSECONDS) / this.#ticksPerSecond);
  }
}
