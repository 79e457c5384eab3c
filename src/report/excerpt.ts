import type { Leak, LeakRange } from '../audit/findings.ts';
import { printableByte } from './printable.ts';
import { BRACKETS, kindAt, type StaleKind } from './stale-kinds.ts';
import type { Style } from './style.ts';
import { counted } from './words.ts';

/** What of an excerpt is shown, and how. */
export interface ExcerptOptions {
  style: Style;
  /** What each line begins with. */
  indent: string;
  /** Of a line, in columns of the terminal. */
  width: number;
  /** Bytes that are shown at most, in whole rows. */
  most: number;
}

/** So that a long leak does not bury the others. */
export const MOST_BYTES = 192;

/** Offset, spaces, and the last bracket. */
const ROW_EXTRA = 7;

/** @returns how many bytes a row of a dump has: as many as fit, of 16 or 8 */
export function bytesPerRow(room: number): 8 | 16 {
  return room >= ROW_EXTRA + 16 * 4 ? 16 : 8;
}

/**
 * The stale bytes of a leak as a hex dump: offset, sixteen bytes, or eight where there is little room, and the same as
 * characters. Stale bytes stand in brackets, which tell whose they are: one opens where bytes of another kind begin, and
 * closes where no stale ones follow. Other bytes that are known are there for orientation. Left out are rows without
 * stale bytes, and rows that have nothing to show: only stale zeros, or only stale bytes that the finding did not keep.
 */
export function excerptRows(leak: Leak, options: ExcerptOptions): string[] {
  const { style, indent } = options;
  const size = bytesPerRow(options.width - indent.length);
  const rows = staleRows(leak, size);
  const shown = shownRows(leak, rows, size, options.most);
  const lines: string[] = [];
  let next = shown[0] ?? 0;
  for (const row of shown) {
    if (row !== next) lines.push(style.dim(`${indent}…`));
    lines.push(indent + dumpRow(leak, row, size, style));
    next = row + size;
  }
  const hidden = rows.filter((row) => !shown.includes(row));
  if (hidden.length > 0) {
    const why = hidden.every((row) => hasOnlyZeros(leak, row, size)) ? 'of stale zeros' : 'with stale bytes';
    lines.push(style.dim(`${indent}… ${counted(hidden.length, 'more row')} ${why}`));
  }
  return lines;
}

/** The first rows that have something to show, or else the very first. */
function shownRows(leak: Leak, rows: readonly number[], size: number, most: number): number[] {
  const telling = rows.filter((row) => isTelling(leak, row, size));
  return (telling.length > 0 ? telling : rows.slice(0, 1)).slice(0, Math.max(1, Math.floor(most / size)));
}

function isTelling(leak: Leak, row: number, size: number): boolean {
  return staleOffsets(leak, row, size).some((offset) => (byteAt(leak, offset) ?? 0) !== 0);
}

function hasOnlyZeros(leak: Leak, row: number, size: number): boolean {
  return staleOffsets(leak, row, size).every((offset) => byteAt(leak, offset) === 0);
}

function staleOffsets({ ranges }: Leak, row: number, size: number): number[] {
  const offsets: number[] = [];
  for (let offset = row; offset < row + size; offset++) {
    if (rangeAt(ranges, offset) !== undefined) offsets.push(offset);
  }
  return offsets;
}

function rangeAt(ranges: readonly LeakRange[], offset: number): LeakRange | undefined {
  return ranges.find(({ start, end }) => offset >= start && offset < end);
}

/** Offsets of the rows that have stale bytes, in order. */
function staleRows({ ranges }: Leak, size: number): number[] {
  const rows = new Set<number>();
  for (const { start, end } of ranges) {
    for (let row = start - (start % size); row < end; row += size) rows.add(row);
  }
  return [...rows].sort((a, b) => a - b);
}

/** What an excerpt shows of a leak: kinds of stale bytes, and bytes that the finding did not keep. */
export function shownIn(
  leak: Leak,
  { width, indent, most }: ExcerptOptions,
): {
  kinds: Set<StaleKind>;
  hasUnknown: boolean;
} {
  const size = bytesPerRow(width - indent.length);
  const kinds = new Set<StaleKind>();
  let hasUnknown = false;
  for (const row of shownRows(leak, staleRows(leak, size), size, most)) {
    for (let offset = row; offset < Math.min(row + size, leak.length); offset++) {
      const range = rangeAt(leak.ranges, offset);
      if (range !== undefined) kinds.add(kindAt(range, offset));
      hasUnknown ||= byteAt(leak, offset) === undefined;
    }
  }
  return { kinds, hasUnknown };
}

function dumpRow(leak: Leak, row: number, size: number, style: Style): string {
  let hex = '';
  let characters = '';
  let before: StaleKind | undefined;
  for (let offset = row; offset < row + size; offset++) {
    const range = rangeAt(leak.ranges, offset);
    const kind = range === undefined ? undefined : kindAt(range, offset);
    hex += separator(before, kind, style);
    before = kind;
    if (offset >= leak.length) {
      hex += '  ';
      characters += ' ';
      continue;
    }
    const byte = byteAt(leak, offset);
    const paint = kind === undefined ? style.dim : style[byte === 0 && kind !== 'secret' ? 'zero' : kind];
    hex += paint(byte === undefined ? '--' : byte.toString(16).padStart(2, '0'));
    characters += byte === undefined ? ' ' : paint(printableByte(byte));
  }
  hex += separator(before, undefined, style);
  return `${style.dim(row.toString(16).padStart(4, '0'))} ${hex} ${characters}`.trimEnd();
}

function separator(before: StaleKind | undefined, after: StaleKind | undefined, style: Style): string {
  if (before === after) return ' ';
  if (after !== undefined) return style[after](BRACKETS[after][0]);
  return before === undefined ? ' ' : style[before](BRACKETS[before][1]);
}

function byteAt(leak: Leak, offset: number): number | undefined {
  for (const { start, bytes } of [leak.excerpt, ...leak.ranges]) {
    if (offset >= start && offset < start + bytes.length) return bytes[offset - start];
  }
  return undefined;
}
