import type { ByteVerdict, ProbedFrame } from '../../probe/result.ts';
import { bytesPerRow } from '../excerpt.ts';
import { printableByte } from '../printable.ts';
import type { Style } from '../style.ts';
import { counted } from '../words.ts';

/** Rows that are shown of a frame, so that a long one does not bury the others. */
const MOST_ROWS = 8;

type Mark = 'leaked' | 'depends' | 'varies' | undefined;

const MARKS: Readonly<Record<ByteVerdict, Mark>> = {
  written: undefined,
  'passed-through': 'leaked',
  'some-bits': 'leaked',
  copied: 'leaked',
  depends: 'depends',
  varies: 'varies',
  unknown: undefined,
};

const BRACKETS = { leaked: '[]', depends: '{}', varies: '~~' } as const;

const LEGEND: readonly (readonly [Exclude<Mark, undefined>, string])[] = [
  ['leaked', '[a5] passes through'],
  ['depends', '{a5} computed from old memory'],
  ['varies', '~a5~ varies by itself'],
];

/** A frame as it is on dirty memory: those rows of a hex dump that have something to show. Empty if none has. */
export function probedDump(frame: ProbedFrame, fillingName: string, width: number, style: Style): string[] {
  const marks = marksOf(frame);
  const size = bytesPerRow(width - 4);
  const rows: number[] = [];
  for (let row = 0; row < frame.dirty.length; row += size) {
    if (marks.slice(row, row + size).some((mark) => mark !== undefined)) rows.push(row);
  }
  if (rows.length === 0) return [];
  const shown = rows.slice(0, MOST_ROWS);
  const there = LEGEND.filter(([mark]) => marks.includes(mark)).map(([, says]) => says);
  const lines = [style.dim(`    the frame on ${fillingName}: ${there.join(', ')}`)];
  let next = shown[0];
  for (const row of shown) {
    if (row !== next) lines.push(style.dim('    …'));
    lines.push(`    ${rowText(frame.dirty, marks, row, size, style)}`);
    next = row + size;
  }
  if (rows.length > shown.length)
    lines.push(style.dim(`    … ${counted(rows.length - shown.length, 'more row')}`));
  return lines;
}

function marksOf({ stretches }: ProbedFrame): Mark[] {
  return stretches.flatMap(({ start, end, verdict }) =>
    Array.from({ length: end - start }, () => MARKS[verdict]),
  );
}

function rowText(bytes: Uint8Array, marks: readonly Mark[], row: number, size: number, style: Style): string {
  let hex = '';
  let characters = '';
  let before: Mark;
  for (let offset = row; offset < row + size; offset++) {
    const byte = bytes[offset];
    const mark = byte === undefined ? undefined : marks[offset];
    hex += between(before, mark);
    before = mark;
    const paint = mark === undefined ? style.dim : mark === 'leaked' ? style.alarm : style.caution;
    hex += byte === undefined ? '  ' : paint(byte.toString(16).padStart(2, '0'));
    characters += byte === undefined ? '' : paint(printableByte(byte));
  }
  const address = style.dim(row.toString(16).padStart(4, '0'));
  return `${address} ${hex}${between(before, undefined)} ${characters}`.trimEnd();
}

function between(before: Mark, after: Mark): string {
  if (before === after) return ' ';
  if (after !== undefined) return BRACKETS[after].charAt(0);
  return before === undefined ? ' ' : BRACKETS[before].charAt(1);
}
