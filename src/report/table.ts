/** A cell of a table. Its width is that of the text; paint adds what takes no room. */
export interface Cell {
  text: string;
  paint?: (text: string) => string;
}

export interface Column {
  title: string;
  align: 'left' | 'right';
}

/**
 * Lays out rows in columns that are as wide as their widest cell, two spaces apart.
 *
 * @param indent - what each line begins with
 * @param paintTitle - for the line of titles, which is left out if all titles are empty
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly (Cell | string)[])[],
  indent: string,
  paintTitle: (text: string) => string,
): string[] {
  const body = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? { text: cell } : cell)));
  const titles = columns.map(({ title }): Cell => ({ text: title, paint: paintTitle }));
  const all = titles.some(({ text }) => text !== '') ? [titles, ...body] : body;
  const widths = columns.map((_, i) => Math.max(...all.map((row) => row[i]?.text.length ?? 0)));
  return all.map((row) => {
    const cells = columns.map(({ align }, i) => layOut(row[i] ?? { text: '' }, widths[i] ?? 0, align));
    return `${indent}${cells.join('  ')}`.trimEnd();
  });
}

function layOut({ text, paint }: Cell, width: number, align: Column['align']): string {
  const padding = ' '.repeat(width - text.length);
  const painted = paint === undefined || text === '' ? text : paint(text);
  return align === 'left' ? painted + padding : padding + painted;
}
