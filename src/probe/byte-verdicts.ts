import { FILLINGS, HIGH, LOW, placeOf } from './fillings.ts';
import type { Attempt } from './pass.ts';
import type { ByteVerdict } from './result.ts';

/** What one byte of a frame is. */
export interface JudgedByte {
  verdict: ByteVerdict;
  /** As of a stretch: where in the buffer it was, or which of its bits are not written. */
  from: number | null;
  mask: number | null;
}

/**
 * Judges a byte by what it is in those frames that are long enough to have it.
 *
 * @param attempts - all frames of that number
 * @param size - of the buffer
 */
export function judgeByte(attempts: readonly Attempt[], offset: number, size: number): JudgedByte {
  const seen = attempts.filter(({ frame }) => offset < frame.length);
  const values = seen.map(({ frame }) => frame[offset] as number);
  const fills = seen.map(({ filling }) => FILLINGS[filling]?.byteAt(offset) ?? 0);
  const isTried = new Set(fills).size > 1;
  if (isTried && values.every((value) => value === values[0])) return plain('written');
  const isAsFilled = values.every((value, i) => value === fills[i]);
  // Under one filling alone, what is as it was is told from a zero that is written if it is none.
  if (isAsFilled && (isTried || fills[0] !== 0)) return plain('passed-through');
  if (variesWithin(seen, values)) return plain('varies');
  if (!isTried) return plain('unknown');
  const mask = unwrittenBits(values, fills);
  if (mask !== undefined) return { ...plain('some-bits'), mask };
  const from = copiedFrom(seen, values, size);
  return from === undefined ? plain('depends') : { ...plain('copied'), from };
}

function plain(verdict: ByteVerdict): JudgedByte {
  return { verdict, from: null, mask: null };
}

/** @returns whether a filling came to two values */
function variesWithin(seen: readonly Attempt[], values: readonly number[]): boolean {
  const first = new Map<number, number>();
  return seen.some(({ filling }, i) => {
    const value = values[i] as number;
    const before = first.get(filling);
    if (before === undefined) first.set(filling, value);
    return before !== undefined && before !== value;
  });
}

/** @returns the bits that are as in the buffer; undefined unless each of the others is always the same */
function unwrittenBits(values: readonly number[], fills: readonly number[]): number | undefined {
  let mask = 0;
  for (let bit = 1; bit < 256; bit <<= 1) {
    const first = (values[0] as number) & bit;
    if (values.every((value) => (value & bit) === first)) continue;
    if (!values.every((value, i) => (value & bit) === ((fills[i] as number) & bit))) return undefined;
    mask |= bit;
  }
  return mask;
}

/** @returns the place in the buffer that has all these values */
function copiedFrom(seen: readonly Attempt[], values: readonly number[], size: number): number | undefined {
  const under = (filling: number): number => values[seen.findIndex((one) => one.filling === filling)] ?? -1;
  const [low, high] = [under(LOW), under(HIGH)];
  if (low < 0 || high < 0) return undefined;
  const place = placeOf(low, high, size);
  if (place === undefined) return undefined;
  return seen.every(({ filling }, i) => values[i] === FILLINGS[filling]?.byteAt(place)) ? place : undefined;
}
