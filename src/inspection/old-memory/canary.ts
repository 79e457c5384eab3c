import { BytePattern } from './byte-pattern.ts';

/** Something that must not be seen but by those who may: `--secret`. */
export interface Canary {
  /** As the user named it. */
  name: string;
  /** What to look for; undefined if it is a pattern. */
  bytes?: Uint8Array;
  /** Matched against the bytes of a frame as characters 0 to 255. */
  pattern?: BytePattern;
}

/** Where a canary was seen in a frame. */
export interface CanarySeen {
  start: number;
  end: number;
  canary: Canary;
}

/** Of one canary in one frame. */
const MOST_SEEN = 16;

/**
 * What a text of `--secret` stands for: `hex:…` for bytes, `/…/` or `/…/i` for a pattern, anything else for itself in
 * UTF-8.
 *
 * @throws SyntaxError, with what is wrong in words
 */
export function canaryOf(text: string): Canary {
  if (text === '') throw new SyntaxError('it is empty');
  const hex = /^hex:(.*)$/i.exec(text)?.[1]?.replace(/[\s:]/g, '');
  if (hex !== undefined) {
    if (hex === '' || !/^(?:[0-9a-f]{2})+$/i.test(hex)) {
      throw new SyntaxError('behind "hex:" there have to be pairs of hexadecimal digits');
    }
    return {
      name: text,
      bytes: Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
    };
  }
  const pattern = /^\/(.+)\/(i?)$/s.exec(text);
  if (pattern !== null)
    return { name: text, pattern: new BytePattern(pattern[1] as string, pattern[2] === 'i') };
  return { name: text, bytes: new TextEncoder().encode(text) };
}

/**
 * Where canaries are in a frame, in the order of the canaries.
 *
 * @param base - index in `bytes` of the frame
 */
export function canariesIn(
  bytes: Uint8Array,
  base: number,
  length: number,
  canaries: readonly Canary[],
): CanarySeen[] {
  const seen: CanarySeen[] = [];
  for (const canary of canaries) {
    if (canary.bytes !== undefined) addBytes(bytes, base, length, canary, canary.bytes, seen);
    else if (canary.pattern !== undefined) addMatches(bytes, base, length, canary, canary.pattern, seen);
  }
  return seen;
}

function addBytes(
  bytes: Uint8Array,
  base: number,
  length: number,
  canary: Canary,
  wanted: Uint8Array,
  seen: CanarySeen[],
): void {
  const last = base + length - wanted.length;
  const first = wanted[0] as number;
  let count = 0;
  for (let at = bytes.indexOf(first, base); at >= 0 && at <= last; at = bytes.indexOf(first, at + 1)) {
    let same = 1;
    while (same < wanted.length && bytes[at + same] === wanted[same]) same++;
    if (same < wanted.length) continue;
    seen.push({ start: at - base, end: at - base + wanted.length, canary });
    if (++count === MOST_SEEN) return;
    at += wanted.length - 1;
  }
}

function addMatches(
  bytes: Uint8Array,
  base: number,
  length: number,
  canary: Canary,
  pattern: BytePattern,
  seen: CanarySeen[],
): void {
  let from = base;
  for (let count = 0; count < MOST_SEEN && from <= base + length; count++) {
    const match = pattern.find(bytes, base, base + length, from);
    if (match === undefined) return;
    const { start, end } = match;
    // Of nothing, nothing is seen.
    from = end > start ? end : end + 1;
    if (end > start) seen.push({ start: start - base, end: end - base, canary });
  }
}
