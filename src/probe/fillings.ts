import { MOST_IN_BUFFER } from './buffer-size.ts';

/** What a buffer holds before a packet is written into it. */
export interface Filling {
  /** As reports call it. */
  name: string;
  /** What that is, in a few words. */
  says: string;
  /** @param offset - in the buffer, below 65536 */
  byteAt(offset: number): number;
}

/**
 * Zeros come first: memory as a writer hopes it is. `0xa5` and `0x5a` have each bit once set and once not, so that each bit
 * of a byte is seen to follow them or not. But a sum over 34 of their bytes, or a multiple of that, is the same as over
 * zeros, and they do not tell which place a byte was copied from: the last two hold the low and the high byte of a number
 * that no two places share.
 */
export const FILLINGS: readonly Filling[] = [
  { name: 'zeros', says: 'clean memory', byteAt: () => 0 },
  { name: '0xa5', says: '0xa5 everywhere', byteAt: () => 0xa5 },
  { name: '0x5a', says: '0x5a everywhere', byteAt: () => 0x5a },
  {
    name: 'low',
    says: 'the low byte of a number for each place',
    byteAt: (offset) => numberAt(offset) & 255,
  },
  { name: 'high', says: 'the high byte of that number', byteAt: (offset) => numberAt(offset) >>> 8 },
];

/** Index in FILLINGS of clean memory, with which all else is compared. */
export const ZEROS = 0;
/** Of the one that reports show frames with: what passes through is easily seen. */
export const SHOWN = 1;
/** Of those that tell places apart. */
export const LOW = 3;
export const HIGH = 4;

/** @returns a buffer of `size` bytes that holds a filling */
export function filledBuffer({ byteAt }: Filling, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, offset) => byteAt(offset));
}

/** @param filling - index in FILLINGS */
export function memoryOfFilling(filling: number, size: number): Uint8Array {
  return filledBuffer(FILLINGS[filling] as Filling, size);
}

/** @returns the only place that has both bytes, if it is in a buffer of that size */
export function placeOf(low: number, high: number, size: number): number | undefined {
  PLACES ??= placesByNumber();
  const place = PLACES[(high << 8) | low] as number;
  return place < size ? place : undefined;
}

let PLACES: Uint16Array | undefined;

function placesByNumber(): Uint16Array {
  const places = new Uint16Array(MOST_IN_BUFFER + 1);
  for (let offset = 0; offset <= MOST_IN_BUFFER; offset++) places[numberAt(offset)] = offset;
  return places;
}

/** A number of 16 bits for each place. Each of these steps can be undone, so no number comes twice. */
function numberAt(offset: number): number {
  let number = (offset * 0x9e35 + 0x6b43) & 0xffff;
  number ^= number >>> 7;
  number = (number * 0x6a6d) & 0xffff;
  return number ^ (number >>> 9);
}
