import { printableByte } from '../printable.ts';
import type { Style } from '../style.ts';
import { counted } from '../words.ts';

const BYTES_PER_ROW = 16;
/** Where there is no room for them. */
const BYTES_PER_NARROW_ROW = 8;
/** Of a row of 16 bytes, in columns. */
const ROW_WIDTH = 75;

/** Rows of one finding, so that a long one does not bury the others. */
const MOST_ROWS = 4;

/** Bytes of a frame in hexadecimal and as characters, the first four rows. @param start - offset in the frame of the first */
export function frameBytes(
  { start, end, bytes }: { start: number; end: number; bytes: Uint8Array },
  width: number,
  style: Style,
): string[] {
  const perRow = width < ROW_WIDTH ? BYTES_PER_NARROW_ROW : BYTES_PER_ROW;
  const lines: string[] = [];
  for (let at = 0; at < bytes.length && lines.length < MOST_ROWS; at += perRow) {
    const row = [...bytes.subarray(at, at + perRow)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const characters = row.map(printableByte).join('');
    const offset = style.dim((start + at).toString(16).padStart(4, '0'));
    lines.push(`      ${offset} ${style.alarm(hex)}${' '.repeat((perRow - row.length) * 3)} ${characters}`);
  }
  const hidden = end - start - Math.min(bytes.length, MOST_ROWS * perRow);
  if (hidden > 0) lines.push(style.dim(`      … ${counted(hidden, 'more byte')}`));
  return lines;
}
