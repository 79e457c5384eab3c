import { printable } from '../../report/printable.ts';
import type { SourceExcerpt } from '../../script/errors.ts';

/** Columns of a line that are shown, at most. */
const WIDTH = 76;

const TAB = '    ';

/** Characters that a terminal shows in two columns: East Asian ones and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]|[\u{20000}-\u{3fffd}]/u;
const MARK = /^\p{M}$/u;

/**
 * @param line - number of the line in the script
 * @returns the line of a script and a caret under the place in it, of a long line what is around the place; nothing if
 * there is nothing to see
 */
export function excerptLines(
  { text, column, isCutBefore, isCutAfter }: SourceExcerpt,
  line: number,
): string[] {
  if (text.trim() === '') return [];
  const before = cellsOf(text.slice(0, column - 1));
  const after = cellsOf(text.slice(column - 1));
  const room = widthOf(before) + widthOf(after) <= WIDTH ? WIDTH : Math.floor(WIDTH / 2);
  const shownBefore = takeLast(before, room);
  const shownAfter = takeFirst(after, WIDTH - widthOf(shownBefore));
  const start = isCutBefore || shownBefore.length < before.length ? '…' : '';
  const end = isCutAfter || shownAfter.length < after.length ? '…' : '';
  const gutter = `  ${line} | `;
  const caret = `${' '.repeat(gutter.length - 2)}| ${' '.repeat(start.length + widthOf(shownBefore))}^`;
  return [`${gutter}${start}${[...shownBefore, ...shownAfter].join('')}${end}`.trimEnd(), caret];
}

/** @returns what is shown for each character */
function cellsOf(text: string): string[] {
  return Array.from(text, (character) => (character === '\t' ? TAB : printable(character)));
}

function takeFirst(cells: readonly string[], room: number): string[] {
  let left = room;
  const end = cells.findIndex((cell) => {
    left -= widthOf([cell]);
    return left < 0;
  });
  return end < 0 ? [...cells] : cells.slice(0, end);
}

function takeLast(cells: readonly string[], room: number): string[] {
  return takeFirst(cells.toReversed(), room).reverse();
}

function widthOf(cells: readonly string[]): number {
  let width = 0;
  for (const cell of cells) {
    if (MARK.test(cell)) continue;
    width += WIDE.test(cell) ? 2 : cell.length > 1 && (cell.codePointAt(0) ?? 0) > 0xffff ? 1 : cell.length;
  }
  return width;
}
