import { columnsOf, cutTo } from './columns.ts';

/** A cell of a table. Its width is that of the text; paint adds what takes no room. */
export interface Cell {
  text: string;
  paint?: (text: string) => string;
}

export interface Column {
  title: string;
  align: 'left' | 'right';
  /** Where there is little room its texts may be cut, but not shorter than this. Not cut if absent. */
  least?: number;
  /** Where there is less room still it is left out; those with the lowest rank first. Never left out if absent. */
  rank?: number;
}

const GAP = 2;

/** So narrow a last column of text still tells something. */
const LAST_RESORT = 8;

/**
 * Lays out rows in columns that are as wide as their widest cell, two spaces apart.
 *
 * @param indent - what each line begins with
 * @param paintTitle - for the line of titles, which is left out if all titles are empty
 * @param width - of a line, in columns of the terminal: texts that may be cut are, and then columns are left out that
 * may be; in the end text is cut in any column that is aligned to the left. As wide as it gets if absent.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly (Cell | string)[])[],
  indent: string,
  paintTitle: (text: string) => string,
  width = Number.POSITIVE_INFINITY,
): string[] {
  const body = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? { text: cell } : cell)));
  const titles = columns.map(({ title }): Cell => ({ text: title, paint: paintTitle }));
  const all = titles.some(({ text }) => text !== '') ? [titles, ...body] : body;
  const widest = columns.map((_, i) => Math.max(0, ...all.map((row) => columnsOf(row[i]?.text ?? ''))));
  const fitted = fitting(columns, widest, width - columnsOf(indent));
  return all.map((row) => {
    const cells = fitted.map(({ index, width }) =>
      layOut(row[index] ?? { text: '' }, width, columns[index]?.align ?? 'left'),
    );
    return `${indent}${cells.join(' '.repeat(GAP))}`.trimEnd();
  });
}

/** A column that is shown. */
interface Fitted {
  index: number;
  width: number;
}

function fitting(columns: readonly Column[], widest: readonly number[], room: number): Fitted[] {
  let shown = columns.map((_, index): Fitted => ({ index, width: widest[index] ?? 0 }));
  for (;;) {
    if (shrink(shown, room, ({ index }) => columns[index]?.least)) return shown;
    const dropped = lowestRank(columns, shown);
    if (dropped === undefined) break;
    shown = shown
      .filter(({ index }) => index !== dropped)
      .map(({ index }) => ({ index, width: widest[index] ?? 0 }));
  }
  shrink(shown, room, ({ index }) => (columns[index]?.align === 'left' ? LAST_RESORT : undefined));
  return shown;
}

/** Makes columns narrower, the widest first. @returns whether they fit now */
function shrink(
  shown: readonly Fitted[],
  room: number,
  least: (column: Fitted) => number | undefined,
): boolean {
  const gaps = GAP * (shown.length - 1);
  let excess = shown.reduce((sum, { width }) => sum + width, gaps) - room;
  while (excess > 0) {
    const [first, second] = shown
      .filter((column) => column.width > (least(column) ?? Number.POSITIVE_INFINITY))
      .sort((a, b) => b.width - a.width);
    if (first === undefined) return false;
    // Down to the next one, then both by turns.
    const target = Math.max(
      least(first) ?? 0,
      Math.min(second?.width ?? 0, first.width - 1),
      first.width - excess,
    );
    excess -= first.width - target;
    first.width = target;
  }
  return true;
}

function lowestRank(columns: readonly Column[], shown: readonly Fitted[]): number | undefined {
  let lowest: number | undefined;
  for (const { index } of shown) {
    const rank = columns[index]?.rank;
    if (rank === undefined) continue;
    if (lowest === undefined || rank < (columns[lowest]?.rank ?? 0)) lowest = index;
  }
  return lowest;
}

function layOut({ text, paint }: Cell, width: number, align: Column['align']): string {
  const shown = cutTo(text, width);
  const padding = ' '.repeat(Math.max(width - columnsOf(shown), 0));
  const painted = paint === undefined || shown === '' ? shown : paint(shown);
  return align === 'left' ? painted + padding : padding + painted;
}
