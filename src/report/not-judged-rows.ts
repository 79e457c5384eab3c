import type { NotJudgedGroup } from '../wire/not-judged-counts.ts';
import type { Style } from './style.ts';
import type { Cell } from './table.ts';
import { notJudgedSummary } from './verdict-words.ts';
import { counted, grouped } from './words.ts';

/** Reasons that have a row each; if there are more, the others have one together. */
const MOST_ROWS = 4;

/**
 * How many frames were not judged as rows of a summary, and why: in the same row for one reason, or else a row for each, those
 * of most frames first.
 */
export function notJudgedRows(
  title: string,
  frames: number,
  groups: readonly NotJudgedGroup[],
  style: Style,
): (Cell | string)[][] {
  const row = (name: string, count: number, text: string): (Cell | string)[] => [
    name,
    { text: grouped(count), ...(count === 0 ? {} : { paint: style.caution }) },
    { text, paint: style.dim },
  ];
  if (groups.length < 2) return [row(title, frames, notJudgedSummary(groups))];
  const shown = groups.length > MOST_ROWS ? groups.slice(0, MOST_ROWS - 1) : groups;
  const others = groups.slice(shown.length);
  const rows = [
    row(title, frames, 'nothing wrong found, but not all of them was looked into:'),
    ...shown.map(({ frames, text }) => row('', frames, text)),
  ];
  if (others.length > 0) {
    const rest = others.reduce((sum, { frames }) => sum + frames, 0);
    rows.push(row('', rest, counted(others.length, 'other reason')));
  }
  return rows;
}
