import type { MarkedExcerpt } from '../simulation/expectations/expectation-result.ts';
import { bytesPerRow, type ExcerptOptions } from './excerpt.ts';
import { printableByte } from './printable.ts';
import type { Style } from './style.ts';
import { counted } from './words.ts';

/** What a row holds: undefined where it has no byte. */
type ByteAt = (offset: number) => number | undefined;

/**
 * An excerpt of a frame as a hex dump: offset, sixteen bytes, or eight where there is little room, the same as characters. Bytes that are not as expected
 * stand in brackets; what was expected in their place stands under them.
 */
export function markedDump(
  excerpt: MarkedExcerpt,
  { style, indent, width }: Omit<ExcerptOptions, 'most'>,
): string[] {
  const { start, bytes, length, expected } = excerpt;
  const isMarked = (offset: number): boolean =>
    excerpt.marks.some((mark) => offset >= mark.start && offset < mark.end);
  const found: ByteAt = (offset) => bytes[offset - start];
  const wanted: ByteAt = (offset) => expected?.bytes[offset - expected.start];
  const label = (text: string): string => (expected === null ? '' : ` ${text.padEnd('expected'.length)}`);
  const size = bytesPerRow(width - indent.length - label('').length);
  const lines: string[] = start > 0 ? [style.dim(`${indent}…`)] : [];
  const end = Math.max(start + bytes.length, lastOf(expected));
  for (let row = start; row < end; row += size) {
    const address = style.dim(row.toString(16).padStart(4, '0'));
    lines.push(
      `${indent}${address}${label('found')} ${rowText(row, size, found, isMarked, style.alarm, style)}`.trimEnd(),
    );
    if (!hasAny(row, size, wanted)) continue;
    const text = rowText(row, size, wanted, () => false, style.strong, style);
    lines.push(`${indent}    ${label('expected')} ${text}`.trimEnd());
  }
  const hidden = length - start - bytes.length;
  if (hidden > 0) lines.push(style.dim(`${indent}… ${counted(hidden, 'more byte')}`));
  return lines;
}

function lastOf(expected: MarkedExcerpt['expected']): number {
  return expected === null || expected.bytes.length === 0 ? 0 : expected.start + expected.bytes.length;
}

function hasAny(row: number, size: number, byteAt: ByteAt): boolean {
  for (let offset = row; offset < row + size; offset++) if (byteAt(offset) !== undefined) return true;
  return false;
}

/** @param paint - for what is marked, or, if nothing is, for all */
function rowText(
  row: number,
  size: number,
  byteAt: ByteAt,
  isMarked: (offset: number) => boolean,
  paint: (text: string) => string,
  style: Style,
): string {
  let hex = '';
  let characters = '';
  let wasMarked = false;
  for (let offset = row; offset < row + size; offset++) {
    const marked = isMarked(offset);
    const paintByte = marked || paint !== style.alarm ? paint : style.dim;
    hex += wasMarked === marked ? ' ' : style.alarm(marked ? '[' : ']');
    wasMarked = marked;
    const byte = byteAt(offset);
    hex += byte === undefined ? '  ' : paintByte(byte.toString(16).padStart(2, '0'));
    characters += byte === undefined ? ' ' : paintByte(printableByte(byte));
  }
  return `${hex}${wasMarked ? style.alarm(']') : ' '} ${characters}`;
}
