/** Times of pcapng blocks: the ticks since 1970, 64 bits, of which the upper 32 come first. */

/** The last second all of whose nanoseconds 64 bits can count: in the year 2554. */
export const LAST_SECOND = 18_446_744_072;

const TWO_TO_32 = 0x1_0000_0000;
/** So many low bits of the seconds are multiplied apart from the others: numbers are exact up to 2^53. */
const LOW_SECONDS = 0x10_0000;
const REST_OF_WORD = TWO_TO_32 / LOW_SECONDS;

/** @returns whether a block can say this time */
export function isTime(seconds: number, nanoseconds: number): boolean {
  return (
    Math.floor(seconds) === seconds &&
    seconds >= 0 &&
    seconds <= LAST_SECOND &&
    nanoseconds >>> 0 === nanoseconds &&
    nanoseconds < 1e9
  );
}

/**
 * Writes 8 bytes.
 *
 * @param seconds up to LAST_SECOND
 * @param fraction in ticks, less than `ticksPerSecond`
 * @param ticksPerSecond up to 10^9
 */
export function writeTicks(
  view: DataView,
  at: number,
  seconds: number,
  fraction: number,
  ticksPerSecond: number,
): void {
  const highSeconds = Math.floor(seconds / LOW_SECONDS);
  const highTicks = highSeconds * ticksPerSecond;
  const upper = Math.floor(highTicks / REST_OF_WORD);
  const lower =
    (highTicks - upper * REST_OF_WORD) * LOW_SECONDS +
    (seconds - highSeconds * LOW_SECONDS) * ticksPerSecond +
    fraction;
  const carry = Math.floor(lower / TWO_TO_32);
  view.setUint32(at, upper + carry, true);
  view.setUint32(at + 4, lower - carry * TWO_TO_32, true);
}
