import { escapeTemplate } from '../../script/templates/template.ts';
import type { ByteRange } from '../../wire/bytes.ts';

/** Bytes that are of one kind, as a script has them. */
type Part = string | { hex: string } | { pattern: { hex: string }; size: number };

/** A payload as a script has it. */
export type PayloadData = Part | readonly Part[];

/** Text longer than that is told line by line. */
const LONGEST_LINE = 80;

/** So many equal bytes at the end are counted, not spelt. */
const LEAST_RUN = 16;

/** Characters that nobody can tell apart, or that do something else than to be there, line ends and tabs aside. */
const HIDDEN = /[^\P{C}\t\r\n]|[\p{Zl}\p{Zp}]/u;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @returns text as far as that is what the bytes are, and otherwise their digits */
export function payloadData({ bytes, offset, length }: ByteRange): PayloadData {
  const piece = bytes.subarray(offset, offset + length);
  const parts = partsOf(piece);
  const [first] = parts;
  return first !== undefined && parts.length === 1 ? first : parts;
}

function partsOf(bytes: Uint8Array): Part[] {
  const last = bytes.at(-1);
  const end = bytes.findLastIndex((byte) => byte !== last) + 1;
  if (last === undefined || bytes.length - end < LEAST_RUN) return spelt(bytes);
  const run = { pattern: { hex: hexDigits(Uint8Array.of(last)) }, size: bytes.length - end };
  return end === 0 ? [run] : [...spelt(bytes.subarray(0, end)), run];
}

function spelt(bytes: Uint8Array): Part[] {
  const text = textOf(bytes);
  if (text === undefined) return [{ hex: hexDigits(bytes) }];
  const template = escapeTemplate(text);
  return template.length <= LONGEST_LINE ? [template] : text.split(/(?<=\n)/).map(escapeTemplate);
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = decoder.decode(bytes);
    return HIDDEN.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** @returns two hexadecimal digits for each byte */
export function hexDigits(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
