import { ManifestSyntaxError, type Place } from './manifest-syntax-error.ts';
import { PlaceFinder } from './place-finder.ts';
import type { Work } from './work.ts';

/** What the text of an opam file falls into. */
export interface OpamToken extends Place {
  /** `operator` is a relation or a logical one, `mark` a bracket or a colon, `word` anything else without quotes. */
  kind: 'string' | 'word' | 'operator' | 'mark';
  /** Of a string, what it stands for. */
  text: string;
}

const TOKEN =
  /"""|"|\(\*|#[^\n]*|[ \t\r\n\uFEFF]+|[{}[\]()]|[+:=]=|=[:+]|>=|<=|!=|=~|[=<>!&|?:]|[\w+.~-]+|[\s\S]/gy;

/**
 * Splits an opam file (2.0 format) into its tokens. Comments are left out.
 *
 * @param work - is counted up
 * @throws ManifestSyntaxError for a string or a comment that does not end, and for a character that means nothing
 */
export function scanOpam(text: string, work: Work = { steps: 0 }): OpamToken[] {
  const tokens: OpamToken[] = [];
  const places = new PlaceFinder(text, work);
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [found] = match;
    work.steps += found.length;
    const place = places.at(match.index);
    if (found === '"' || found === '"""') {
      const { value, end } = readString(text, TOKEN.lastIndex, found, place);
      tokens.push({ kind: 'string', text: value, ...place });
      work.steps += end - TOKEN.lastIndex;
      TOKEN.lastIndex = end;
    } else if (found === '(*') {
      const end = endOfComment(text, TOKEN.lastIndex, place);
      work.steps += end - TOKEN.lastIndex;
      TOKEN.lastIndex = end;
    } else if (/^[{}[\]():]$/.test(found)) {
      tokens.push({ kind: 'mark', text: found, ...place });
    } else if (/^[=<>!&|?:+]/.test(found) && !/^\+[\w+.~-]*$/.test(found)) {
      tokens.push({ kind: 'operator', text: found, ...place });
    } else if (/^[\w+.~-]/.test(found)) {
      tokens.push({ kind: 'word', text: found, ...place });
    } else if (!/^[#\s\uFEFF]/.test(found)) {
      throw new ManifestSyntaxError(`Unexpected character ${JSON.stringify(found)}`, place);
    }
  }
  return tokens;
}

/** @returns what a string stands for, and where the text goes on after it */
function readString(
  text: string,
  start: number,
  quotes: string,
  place: Place,
): { value: string; end: number } {
  let value = '';
  let i = start;
  while (i < text.length) {
    if (text.startsWith(quotes, i)) return { value, end: i + quotes.length };
    if (text[i] === '\\') {
      const escaped = readEscape(text, i + 1);
      value += escaped.value;
      i = escaped.end;
    } else {
      value += text.charAt(i);
      i += 1;
    }
  }
  throw new ManifestSyntaxError('String does not end', place);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b' };

/** @param start - after the backslash */
function readEscape(text: string, start: number): { value: string; end: number } {
  const [numeral] = /^(?:x[0-9a-fA-F]{2}|[0-9]{3})/.exec(text.slice(start, start + 3)) ?? [];
  if (numeral !== undefined) {
    const code = numeral.startsWith('x') ? Number(`0${numeral}`) : Number(numeral);
    return { value: String.fromCharCode(code), end: start + 3 };
  }
  const [broken] = /^\r?\n[ \t]*/.exec(text.slice(start, start + 1000)) ?? [];
  if (broken !== undefined) return { value: '', end: start + broken.length };
  const letter = text.charAt(start);
  return { value: ESCAPES[letter] ?? letter, end: start + 1 };
}

/** Comments can be nested. */
function endOfComment(text: string, start: number, place: Place): number {
  const bracket = /\(\*|\*\)/g;
  bracket.lastIndex = start;
  let depth = 1;
  for (let match = bracket.exec(text); match !== null; match = bracket.exec(text)) {
    depth += match[0] === '(*' ? 1 : -1;
    if (depth === 0) return bracket.lastIndex;
  }
  throw new ManifestSyntaxError('Comment does not end', place);
}
