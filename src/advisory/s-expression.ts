import { ManifestSyntaxError, NESTED_AT_MOST, type Place, tooDeep } from './manifest-syntax-error.ts';
import { PlaceFinder } from './place-finder.ts';
import type { Work } from './work.ts';

/** What files of dune are made of: atoms, with or without quotes, and lists. */
export type SExpression = Place & ({ atom: string; isQuoted: boolean } | { list: readonly SExpression[] });

const TOKEN = /;[^\n]*|#\||#;|"|[()]|[ \t\r\n\f\uFEFF]+|(?:(?!#\||#;)[^\s();"])+|[\s\S]/gy;

/** A list that is not closed yet. */
interface OpenList {
  place: Place;
  items: SExpression[];
  /** How many of the expressions that come next are commented out. */
  dropped: number;
}

/**
 * Reads the expressions of a dune-project file, or of a file in a dune.lock folder.
 *
 * @param work - is counted up
 * @throws ManifestSyntaxError
 */
export function readSExpressions(text: string, work: Work = { steps: 0 }): SExpression[] {
  const places = new PlaceFinder(text, work);
  const top: OpenList = { place: { line: 1, column: 1 }, items: [], dropped: 0 };
  const open: OpenList[] = [top];
  const add = (expression: SExpression): void => {
    const list = open.at(-1) ?? top;
    if (list.dropped > 0) list.dropped -= 1;
    else list.items.push(expression);
  };
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [found] = match;
    const place = places.at(match.index);
    const start = match.index;
    if (found === '(') {
      open.push({ place, items: [], dropped: 0 });
      if (open.length > NESTED_AT_MOST) throw tooDeep(place);
    } else if (found === ')') {
      const closed = open.length > 1 ? open.pop() : undefined;
      if (closed === undefined) throw new ManifestSyntaxError('Unexpected ")"', place);
      add({ ...closed.place, list: closed.items });
    } else if (found === '"') {
      const { value, end } = readString(text, TOKEN.lastIndex, place);
      TOKEN.lastIndex = end;
      add({ ...place, atom: value, isQuoted: true });
    } else if (found === '#|') {
      TOKEN.lastIndex = endOfComment(text, TOKEN.lastIndex, place);
    } else if (found === '#;') {
      (open.at(-1) ?? top).dropped += 1;
    } else if (!/^[;\s\uFEFF]/.test(found)) {
      add({ ...place, atom: found, isQuoted: false });
    }
    work.steps += TOKEN.lastIndex - start;
  }
  const unclosed = open.length > 1 ? open.at(-1) : undefined;
  if (unclosed !== undefined) throw new ManifestSyntaxError('Bracket "(" is not closed', unclosed.place);
  return top.items;
}

/** @returns what a string stands for, and where the text goes on after it */
function readString(text: string, start: number, place: Place): { value: string; end: number } {
  const special = /["\\]/g;
  let value = '';
  let from = start;
  special.lastIndex = start;
  for (let match = special.exec(text); match !== null; match = special.exec(text)) {
    value += text.slice(from, match.index);
    if (match[0] === '"') return { value, end: special.lastIndex };
    // Versions and names have no escapes: what it stands for does not matter.
    value += text.charAt(match.index + 1);
    from = match.index + 2;
    special.lastIndex = from;
  }
  throw new ManifestSyntaxError('String does not end', place);
}

/** Block comments can be nested. */
function endOfComment(text: string, start: number, place: Place): number {
  const mark = /#\||\|#/g;
  mark.lastIndex = start;
  let depth = 1;
  for (let match = mark.exec(text); match !== null; match = mark.exec(text)) {
    depth += match[0] === '#|' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  throw new ManifestSyntaxError('Comment does not end', place);
}

/** @returns what follows the first atom of a list, if that is `name`: its value */
export function fieldOf(expression: SExpression, name: string): readonly SExpression[] | undefined {
  if (!('list' in expression)) return undefined;
  const [first, ...value] = expression.list;
  return first !== undefined && 'atom' in first && first.atom === name ? value : undefined;
}

/** How much of an expression is told, in characters. */
const SPELLED_AT_MOST = 300;

/** @returns an expression in one line, cut where it is long */
export function spelledOut(expression: SExpression): string {
  let text = '';
  const add = (part: SExpression): void => {
    if (text.length > SPELLED_AT_MOST) return;
    if ('atom' in part) {
      text += part.isQuoted
        ? JSON.stringify(part.atom.slice(0, SPELLED_AT_MOST))
        : part.atom.slice(0, SPELLED_AT_MOST);
      return;
    }
    text += '(';
    for (const [i, item] of part.list.entries()) {
      if (text.length > SPELLED_AT_MOST) break;
      if (i > 0) text += ' ';
      add(item);
    }
    text += ')';
  };
  add(expression);
  return text.length > SPELLED_AT_MOST ? `${text.slice(0, SPELLED_AT_MOST)}…` : text;
}
