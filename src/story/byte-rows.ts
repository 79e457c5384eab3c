import type { RecordedFrame } from '../recording/recording.ts';
import { bytesPerRow } from '../report/excerpt.ts';
import { printableByte } from '../report/printable.ts';
import { BRACKETS, kindAt, type StaleKind } from '../report/stale-kinds.ts';
import { counted } from '../report/words.ts';
import { type Line, linesOf, type Role, type Span } from './ink.ts';

/** What of a frame is shown, and how. */
export interface ByteRowOptions {
  /** What each line begins with. */
  indent: string;
  /** Of a line, in columns. */
  width: number;
  /** Lines at most, those that say what is left out included. */
  most: number;
}

/** Rows before the first stale byte that are shown with it. */
const LEAD = 1;

/**
 * The bytes of a frame as they go out, sixteen in a row, or eight where there is little room. Stale ones stand in
 * brackets that tell whose they are. Of a long frame, what is around its first stale byte.
 */
export function byteRows(frame: RecordedFrame, { indent, width, most }: ByteRowOptions): Line[] {
  if (most < 1) return [];
  const size = bytesPerRow(width - indent.length);
  const rows = Math.ceil(frame.length / size);
  if (rows <= most) return range(0, rows).map((row) => rowLine(frame, row * size, size, indent));
  const firstStale = (frame.leak?.ranges[0] ?? frame.passedOn?.[0])?.start ?? 0;
  // Two lines say what is left out before and behind.
  const room = Math.max(1, most - 2);
  const wanted = Math.floor(firstStale / size);
  const start = Math.max(0, Math.min(room > LEAD ? wanted - LEAD : wanted, rows - room));
  const end = Math.min(rows, start + room);
  const lines = range(start, end).map((row) => rowLine(frame, row * size, size, indent));
  const before = start * size;
  const behind = frame.length - Math.min(frame.length, end * size);
  const omitted = (bytes: number, more: string): Line[] =>
    bytes > 0 ? linesOf([`${indent}… ${counted(bytes, 'byte')} ${more}`], 'dim') : [];
  return [...omitted(before, 'before'), ...lines, ...omitted(behind, 'more')].slice(0, most);
}

function range(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i);
}

function rowLine(frame: RecordedFrame, start: number, size: number, indent: string): Line {
  const address = start.toString(16).padStart(4, '0');
  const line: Span[] = [{ text: `${indent}${address} `, role: 'dim' }];
  const letters: Span[] = [];
  let before: StaleKind | undefined;
  for (let at = start; at < start + size; at++) {
    const byte = at < frame.length ? frame.bytes[at] : undefined;
    const kind = byte === undefined ? undefined : staleKind(frame, at);
    line.push(bracket(before, kind));
    before = kind;
    if (byte === undefined) {
      line.push({ text: '  ' });
      continue;
    }
    const role = kind ?? (isCleared(frame, at) ? 'dim' : undefined);
    line.push(span(byte.toString(16).padStart(2, '0'), role));
    letters.push(span(printableByte(byte), role));
  }
  line.push(bracket(before, undefined), { text: ' ' }, ...letters);
  return line;
}

function span(text: string, role: Role | undefined): Span {
  return role === undefined ? { text } : { text, role };
}

/** What stands between a byte and the next. */
function bracket(before: StaleKind | undefined, kind: StaleKind | undefined): Span {
  if (before === kind) return { text: ' ' };
  if (kind !== undefined) return { text: BRACKETS[kind][0], role: kind };
  return before === undefined ? { text: ' ' } : { text: BRACKETS[before][1], role: before };
}

function staleKind({ leak, passedOn = [] }: RecordedFrame, at: number): StaleKind | undefined {
  const found = [...(leak?.ranges ?? []), ...passedOn].find(({ start, end }) => at >= start && at < end);
  return found === undefined ? undefined : kindAt(found, at);
}

function isCleared({ cleared }: RecordedFrame, at: number): boolean {
  for (let i = 0; i < cleared.length; i += 2) {
    if (at >= (cleared[i] ?? 0) && at < (cleared[i + 1] ?? 0)) return true;
  }
  return false;
}
