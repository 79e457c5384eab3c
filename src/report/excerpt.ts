import type { Leak } from '../audit/findings.ts';
import { printableByte } from './printable.ts';
import type { Style } from './style.ts';
import { counted } from './words.ts';

const BYTES_PER_ROW = 16;

/** Rows of one leak, so that a long one does not bury the others. */
const MOST_ROWS = 12;

/**
 * The stale bytes of a leak as a hex dump: offset, sixteen bytes, the same as characters. Stale bytes stand in
 * brackets, other bytes that are known are there for orientation. Left out are rows without stale bytes, and rows
 * that have nothing to show: only stale zeros, or only stale bytes that the finding did not keep.
 */
export function excerptRows(leak: Leak, style: Style, indent: string): string[] {
  const shown = shownRows(leak);
  const lines: string[] = [];
  let next = shown[0] ?? 0;
  for (const row of shown) {
    if (row !== next) lines.push(style.dim(`${indent}…`));
    lines.push(indent + dumpRow(leak, row, style));
    next = row + BYTES_PER_ROW;
  }
  const hidden = staleRows(leak).length - shown.length;
  if (hidden > 0)
    lines.push(style.dim(`${indent}… ${counted(hidden, 'more row')} ${whyHidden(leak, shown)}`));
  return lines;
}

/** The first rows that have something to show, or else the very first. */
function shownRows(leak: Leak): number[] {
  const rows = staleRows(leak);
  const telling = rows.filter((row) => isTelling(leak, row));
  return (telling.length > 0 ? telling : rows.slice(0, 1)).slice(0, MOST_ROWS);
}

function whyHidden(leak: Leak, shown: readonly number[]): string {
  const hidden = staleRows(leak).filter((row) => !shown.includes(row));
  return hidden.every((row) => hasOnlyZeros(leak, row)) ? 'of stale zeros' : 'with stale bytes';
}

function isTelling(leak: Leak, row: number): boolean {
  return staleOffsets(leak, row).some((offset) => (byteAt(leak, offset) ?? 0) !== 0);
}

function hasOnlyZeros(leak: Leak, row: number): boolean {
  return staleOffsets(leak, row).every((offset) => byteAt(leak, offset) === 0);
}

function staleOffsets({ ranges }: Leak, row: number): number[] {
  const offsets: number[] = [];
  for (let offset = row; offset < row + BYTES_PER_ROW; offset++) {
    if (ranges.some(({ start, end }) => offset >= start && offset < end)) offsets.push(offset);
  }
  return offsets;
}

/** Whether a dump of the leak has bytes that the finding did not keep. */
export function hasUnknownBytes(leak: Leak): boolean {
  return shownRows(leak).some((row) => {
    const end = Math.min(row + BYTES_PER_ROW, leak.length);
    for (let offset = row; offset < end; offset++) if (byteAt(leak, offset) === undefined) return true;
    return false;
  });
}

/** Offsets of the rows that have stale bytes, in order. */
function staleRows(leak: Leak): number[] {
  const rows = new Set<number>();
  for (const { start, end } of leak.ranges) {
    for (let row = start - (start % BYTES_PER_ROW); row < end; row += BYTES_PER_ROW) rows.add(row);
  }
  return [...rows].sort((a, b) => a - b);
}

function dumpRow(leak: Leak, row: number, style: Style): string {
  let hex = '';
  let characters = '';
  let wasStale = false;
  for (let offset = row; offset < row + BYTES_PER_ROW; offset++) {
    const isStale = leak.ranges.some(({ start, end }) => offset >= start && offset < end);
    const paint = isStale ? style.alarm : style.dim;
    hex += separator(wasStale, isStale, style);
    wasStale = isStale;
    if (offset >= leak.length) {
      hex += '  ';
      characters += ' ';
      continue;
    }
    const byte = byteAt(leak, offset);
    hex += paint(byte === undefined ? '--' : byte.toString(16).padStart(2, '0'));
    characters += byte === undefined ? ' ' : paint(printableByte(byte));
  }
  hex += separator(wasStale, false, style);
  return `${style.dim(row.toString(16).padStart(4, '0'))} ${hex} ${characters}`.trimEnd();
}

function separator(before: boolean, after: boolean, style: Style): string {
  if (before === after) return ' ';
  return style.alarm(after ? '[' : ']');
}

function byteAt(leak: Leak, offset: number): number | undefined {
  for (const { start, bytes } of [leak.excerpt, ...leak.ranges]) {
    if (offset >= start && offset < start + bytes.length) return bytes[offset - start];
  }
  return undefined;
}
