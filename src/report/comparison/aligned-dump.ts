import type { ComparedFrame } from '../../simulation/comparison/comparison-result.ts';
import { printableByte } from '../printable.ts';
import type { Style } from '../style.ts';
import { counted } from '../words.ts';

const BYTES_PER_ROW = 16;

/** Groups of rows of one frame, so that a long one does not bury the others. */
const MOST_GROUPS = 12;

/**
 * A frame as several releases sent it, as a hex dump with the rows of the releases one under the other. In brackets
 * stand bytes that are not what most of the releases have there; a blank in brackets is a byte that is not there at
 * all. Rows in which all agree are left out.
 */
export function alignedDump(frames: readonly ComparedFrame[], style: Style, indent: string): string[] {
  const rows = differingRows(frames);
  const shown = rows.slice(0, MOST_GROUPS);
  const width = Math.max(...frames.map(({ release }) => release.length));
  const lines: string[] = [];
  let next = shown[0];
  for (const row of shown) {
    if (row !== next) lines.push(style.dim(`${indent}…`));
    lines.push(
      ...frames.map((frame, i) => {
        const address = i === 0 ? row.toString(16).padStart(4, '0') : '    ';
        const release = frame.release.padEnd(width);
        return `${indent}${style.dim(address)}  ${release} ${bytesOfRow(frame, frames, row, style)}`.trimEnd();
      }),
    );
    next = row + BYTES_PER_ROW;
  }
  const hidden = rows.length - shown.length;
  if (hidden > 0) lines.push(style.dim(`${indent}… ${counted(hidden, 'more row')} in which they differ`));
  return lines;
}

/** Offsets of the rows in which not all frames agree, in order. */
function differingRows(frames: readonly ComparedFrame[]): number[] {
  const longest = Math.max(0, ...frames.map(({ bytes }) => bytes.length));
  const rows: number[] = [];
  for (let row = 0; row < longest; row += BYTES_PER_ROW) {
    if (offsetsOf(row).some((offset) => !agree(frames, offset))) rows.push(row);
  }
  return rows;
}

function offsetsOf(row: number): number[] {
  return Array.from({ length: BYTES_PER_ROW }, (_, i) => row + i);
}

function agree(frames: readonly ComparedFrame[], offset: number): boolean {
  return frames.every(({ bytes }) => bytes[offset] === frames[0]?.bytes[offset]);
}

/** Whether it is not most of the frames that have at `offset` what `frame` has there, be it a byte or none. */
function standsOut(frame: ComparedFrame, frames: readonly ComparedFrame[], offset: number): boolean {
  if (agree(frames, offset)) return false;
  const alike = frames.filter(({ bytes }) => bytes[offset] === frame.bytes[offset]);
  return 2 * alike.length <= frames.length;
}

function bytesOfRow(
  frame: ComparedFrame,
  frames: readonly ComparedFrame[],
  row: number,
  style: Style,
): string {
  let hex = '';
  let characters = '';
  let wasMarked = false;
  for (const offset of offsetsOf(row)) {
    const isMarked = standsOut(frame, frames, offset);
    const paint = isMarked ? style.alarm : style.dim;
    hex += separator(wasMarked, isMarked, style);
    wasMarked = isMarked;
    const byte = frame.bytes[offset];
    hex += byte === undefined ? '  ' : paint(byte.toString(16).padStart(2, '0'));
    characters += byte === undefined ? ' ' : paint(printableByte(byte));
  }
  return `${hex}${separator(wasMarked, false, style)} ${characters}`;
}

function separator(before: boolean, after: boolean, style: Style): string {
  if (before === after) return ' ';
  return style.alarm(after ? '[' : ']');
}
