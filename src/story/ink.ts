import { beginningOf, columnsOf } from '../report/columns.ts';

/** Colours that recipients are told apart by, beside their letters. */
export const OWNER_ROLES = ['owner0', 'owner1', 'owner2', 'owner3', 'owner4', 'owner5'] as const;

/** What a piece of a line is, so that whoever shows it can set it off. All that it says, it says in characters, too. */
export type Role =
  | 'bar'
  | 'strong'
  | 'dim'
  | 'alarm'
  | 'caution'
  | 'good'
  | 'key'
  | 'secret'
  | 'foreign'
  | 'own'
  | 'zero'
  | (typeof OWNER_ROLES)[number];

/** A piece of a line; text of strangers in it has no control characters any more. */
export interface Span {
  text: string;
  role?: Role;
}

/** A line of a screen, without its end. */
export type Line = readonly Span[];

/** @returns how many columns of a terminal it takes */
export function columnsOfLine(line: Line): number {
  return line.reduce((sum, { text }) => sum + columnsOf(text), 0);
}

/** @returns the line if it fits in so many columns, else its beginning and an ellipsis */
export function cutLine(line: Line, columns: number): Line {
  if (columnsOfLine(line) <= columns) return line;
  if (columns <= 0) return [];
  const cut: Span[] = [];
  let room = columns - 1;
  for (const span of line) {
    const text = beginningOf(span.text, room);
    room -= columnsOf(text);
    if (text.length < span.text.length) {
      cut.push({ ...span, text: `${text}…` });
      break;
    }
    cut.push(span);
  }
  return cut;
}

/** @returns both ends of a line with spaces between them; of what does not fit, the end is left out first */
export function apart(left: Line, right: Line, columns: number): Line {
  const gap = columns - columnsOfLine(left) - columnsOfLine(right);
  if (gap < 1) return cutLine(left, columns);
  return [...left, { text: ' '.repeat(gap) }, ...right];
}

/** @returns lines of one role, such as `wrap` makes them */
export function linesOf(texts: readonly string[], role?: Role): Line[] {
  return texts.map((text) => (text === '' ? [] : [role === undefined ? { text } : { text, role }]));
}

/** @returns what it says, without what sets it off */
export function plainText(line: Line): string {
  return line
    .map(({ text }) => text)
    .join('')
    .trimEnd();
}
