import { OPTION_COMMENT } from '../capture-merge/pcapng-blocks.ts';

const OPTION_HEADER = 4;
const LONGEST_VALUE = 65_535;

/** Of options, behind the last one. */
export const END_OF_OPTIONS = 4;

/** @returns comments as options of a block, each padded to a multiple of 4 bytes; the end of the options is not among them */
export function commentOptions(texts: readonly string[], littleEndian: boolean): Uint8Array {
  const encoder = new TextEncoder();
  const values = texts.map((text) => encoder.encode(text).subarray(0, LONGEST_VALUE));
  const length = values.reduce((sum, value) => sum + OPTION_HEADER + padded(value.length), 0);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const value of values) {
    view.setUint16(at, OPTION_COMMENT, littleEndian);
    view.setUint16(at + 2, value.length, littleEndian);
    bytes.set(value, at + OPTION_HEADER);
    at += OPTION_HEADER + padded(value.length);
  }
  return bytes;
}

/** @returns a length with the padding to a multiple of 4 */
export function padded(length: number): number {
  return length + (-length & 3);
}
