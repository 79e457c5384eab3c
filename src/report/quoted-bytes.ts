import type { LeakRange, StaleSource } from '../audit/findings.ts';
import { hexOf } from './json.ts';

/** Bytes that are quoted as hexadecimal digits. */
const MOST_HEX = 32;

/** Characters that are quoted as text. */
const MOST_TEXT = 48;

/** Shorter stretches of characters among other bytes are more likely chance. */
const SHORTEST_TEXT = 4;

/** What of a range is needed to quote it. */
type QuotedRange = Pick<LeakRange, 'start' | 'end' | 'bytes' | 'nonZero'> & {
  source: Pick<StaleSource, 'offset' | 'payload'>;
};

/**
 * Stale bytes in short: as text if all of them are printable, else the longest printable stretch among them with an
 * ellipsis for what is left out, else hexadecimal digits.
 */
export function quotedBytes({ start, end, bytes, nonZero, source }: QuotedRange): string {
  const length = end - start;
  if (nonZero === 0) return length === 1 ? 'zero' : 'zeros';
  const text = textIn(bytes, (source.payload ?? 0) - source.offset);
  // A byte alone is rarely a letter.
  const isAllText = text.start === 0 && text.end === bytes.length && text.end > 1;
  if (isAllText || text.end - text.start >= SHORTEST_TEXT) {
    const shown = bytes.subarray(text.start, Math.min(text.end, text.start + MOST_TEXT));
    const before = text.start > 0 ? '…' : '';
    const after = text.start + shown.length < length ? '…' : '';
    return `${before}${JSON.stringify(String.fromCharCode(...shown))}${after}`;
  }
  const hex = hexOf(bytes.subarray(0, MOST_HEX));
  return length > MOST_HEX ? `${hex}…` : hex;
}

/** Bytes from `start` up to, not including, `end`. */
interface Stretch {
  start: number;
  end: number;
}

/** @param payload - where the payload begins: a checksum before it may look like a letter of it */
function textIn(bytes: Uint8Array, payload: number): Stretch {
  const inPayload = longestText(bytes, Math.max(payload, 0));
  return inPayload.end - inPayload.start >= SHORTEST_TEXT ? inPayload : longestText(bytes, 0);
}

/** The longest stretch of printable characters behind `from`, the first of several; empty if there are none. */
function longestText(bytes: Uint8Array, from: number): Stretch {
  let longest = { start: from, end: from };
  let start = from;
  for (let end = from + 1; end <= bytes.length; end++) {
    if (!isPrintable(bytes[end - 1])) start = end;
    else if (end - start > longest.end - longest.start) longest = { start, end };
  }
  return longest;
}

function isPrintable(byte = 0): boolean {
  return byte >= 0x20 && byte <= 0x7e;
}
