import { ManifestSyntaxError, NESTED_AT_MOST, type Place, tooDeep } from './manifest-syntax-error.ts';
import { type OpamToken, scanOpam } from './opam-token.ts';
import type { Work } from './work.ts';

/** A field of an opam file, or of a section of one. */
export interface OpamField {
  /** Such as `depends`; in a section, `url.src`. */
  name: string;
  place: Place;
  value: readonly OpamToken[];
}

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };

/**
 * Splits an opam file, a lock file or a switch export into its fields.
 *
 * @param work - is counted up
 * @throws ManifestSyntaxError if it is none
 */
export function readOpamFields(text: string, work: Work = { steps: 0 }): OpamField[] {
  const tokens = scanOpam(text, work);
  checkBrackets(tokens);
  const fields: OpamField[] = [];
  const sections: string[] = [];
  let i = 0;
  while (i < tokens.length) {
    const token = tokens[i];
    if (token === undefined) break;
    work.steps += 1 + sections.length;
    if (token.text === '}' && token.kind === 'mark') {
      sections.pop();
      i += 1;
      continue;
    }
    if (token.kind !== 'word') throw unexpected(token, 'a field such as "depends:"');
    const name = [...sections, token.text].join('.');
    const opening = sectionOpening(tokens, i + 1);
    if (opening !== undefined) {
      sections.push(token.text);
      i = opening + 1;
    } else {
      if (!isMark(tokens[i + 1], ':')) throw unexpected(tokens[i + 1] ?? token, `":" after "${token.text}"`);
      const end = endOfValue(tokens, i + 2);
      fields.push({ name, place: token, value: tokens.slice(i + 2, end) });
      work.steps += 2 * (end - i);
      i = end;
    }
  }
  return fields;
}

/** @returns where the bracket of a section is that `tokens[at]` is the first token of, after the section's name */
function sectionOpening(tokens: readonly OpamToken[], at: number): number | undefined {
  const bracket = tokens[at]?.kind === 'string' ? at + 1 : at;
  return isMark(tokens[bracket], '{') ? bracket : undefined;
}

/** A value goes on until the next field, the next section or the end of its own section. */
function endOfValue(tokens: readonly OpamToken[], start: number): number {
  let depth = 0;
  for (let i = start; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) break;
    const startsSomething = token.kind === 'word' && i > start;
    if (depth === 0 && startsSomething && isMark(tokens[i + 1], ':')) return i;
    if (depth === 0 && startsSomething && sectionOpening(tokens, i + 1) !== undefined) return i;
    if (token.kind !== 'mark') continue;
    if (token.text in CLOSING) depth += 1;
    else if (token.text !== ':' && --depth < 0) return i;
  }
  return tokens.length;
}

function checkBrackets(tokens: readonly OpamToken[]): void {
  const open: OpamToken[] = [];
  for (const token of tokens) {
    if (token.kind !== 'mark' || token.text === ':') continue;
    if (token.text in CLOSING) {
      open.push(token);
      if (open.length > NESTED_AT_MOST) throw tooDeep(token);
      continue;
    }
    const opening = open.pop();
    if (opening === undefined || CLOSING[opening.text] !== token.text) throw unexpected(token, undefined);
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined)
    throw new ManifestSyntaxError(`Bracket "${unclosed.text}" is not closed`, unclosed);
}

/** @returns whether a token is this bracket or colon */
export function isMark(token: OpamToken | undefined, text: string): boolean {
  return token?.kind === 'mark' && token.text === text;
}

function unexpected(token: OpamToken, wanted: string | undefined): ManifestSyntaxError {
  const expected = wanted === undefined ? '' : `; expected ${wanted}`;
  return new ManifestSyntaxError(`Unexpected ${JSON.stringify(token.text)}${expected}`, token);
}
