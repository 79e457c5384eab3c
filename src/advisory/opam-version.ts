import type { VersionRange } from './advisory.ts';

/**
 * Orders versions as opam does, which follows Debian: stretches of other characters and of digits take turns. Digits
 * count as a number, an absent one as 0. Elsewhere `~` sorts before the end, the end before letters, and letters
 * before everything else. What follows the last `-` is the revision, and decides only between equal versions.
 *
 * @returns negative if `a` comes first, positive if `b` does, 0 if they are the same version: "1.0" and "1.00"
 * @see https://opam.ocaml.org/doc/Manual.html#Version-ordering
 */
export function compareOpamVersions(a: string, b: string): number {
  if (a === b) return 0;
  const [version, revision] = splitRevision(a);
  const [otherVersion, otherRevision] = splitRevision(b);
  return comparePart(version, otherVersion) || comparePart(revision, otherRevision);
}

/** @returns whether a version lies in a range */
export function isInRange(version: string, { from, before }: VersionRange): boolean {
  return compareOpamVersions(version, from) >= 0 && compareOpamVersions(version, before) < 0;
}

/** @returns whether `text` can be a version: what opam allows in one, with a digit somewhere */
export function isOpamVersion(text: string): boolean {
  return /^[\w.+~-]+$/.test(text) && /\d/.test(text);
}

function splitRevision(version: string): [string, string] {
  const at = version.lastIndexOf('-');
  return at < 0 ? [version, ''] : [version.slice(0, at), version.slice(at + 1)];
}

function comparePart(a: string, b: string): number {
  const [left, right] = [stretches(a), stretches(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [x, y] = [left[i] ?? '', right[i] ?? ''];
    const order = i % 2 === 0 ? compareText(x, y) : compareNumber(x, y);
    if (order !== 0) return order;
  }
  return 0;
}

/** @returns text, digits, text, digits and so on, of which the first may be empty */
function stretches(part: string): string[] {
  return part.split(/([0-9]+)/);
}

function compareNumber(a: string, b: string): number {
  const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  // Of any length, so not as numbers.
  return Math.sign(x.length - y.length) || (x < y ? -1 : Number(x > y));
}

function compareText(a: string, b: string): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const order = rank(a, i) - rank(b, i);
    if (order !== 0) return Math.sign(order);
  }
  return 0;
}

function rank(text: string, i: number): number {
  if (i >= text.length) return 1;
  const code = text.charCodeAt(i);
  if (text[i] === '~') return 0;
  return /[A-Za-z]/.test(text.charAt(i)) ? code + 2 : code + 0x1_0000;
}
