import { beginningOf } from '../report/columns.ts';
import type { Names } from '../report/names.ts';
import { printable } from '../report/printable.ts';
import { counted } from '../report/words.ts';
import { columnsOfLine, cutLine, type Line, type Span } from './ink.ts';
import { channelOf, type PoolCell, poolCells } from './pool-cells.ts';
import type { Story } from './story.ts';

/** Columns of a cell: its letter, and what stands around it. */
const CELL = 3;

const LABEL = ' pool ';

/** Of the name of a channel, columns that are shown. */
const MOST_OF_NAME = 16;

/**
 * The pool at the foot of a screen: a cell a block, with the letter and the colour of whom its bytes were meant for, and,
 * as far as there is room, who that is.
 *
 * @returns two lines
 */
export function poolStrip(story: Story, index: number, width: number, names: Names): Line[] {
  const cells = poolCells(story, index);
  const label = labelOf(channelOf(story, index));
  return [cutLine(cellLine(cells, label, width), width), legend(cells, label, width, names)];
}

function labelOf(channel: string | undefined): string {
  return channel === undefined ? LABEL : `${LABEL}of ${beginningOf(printable(channel), MOST_OF_NAME)} `;
}

function cellLine(cells: readonly PoolCell[], title: string, width: number): Line {
  const label: Span = { text: title, role: 'dim' };
  if (cells.length === 0) return [label, { text: 'no page yet', role: 'dim' }];
  const room = Math.floor((width - title.length) / CELL);
  if (cells.length <= room) return [label, ...cells.map(cellSpan)];
  // Of a large pool, the blocks around the one of the scene.
  const shown = Math.max(1, room - Math.ceil((2 * 6) / CELL));
  const current = Math.max(
    0,
    cells.findIndex(({ state }) => state === 'current'),
  );
  const start = Math.max(0, Math.min(current - Math.floor(shown / 2), cells.length - shown));
  const end = start + shown;
  const more = (count: number): Span[] => (count > 0 ? [{ text: ` …${count} `, role: 'dim' }] : []);
  return [label, ...more(start), ...cells.slice(start, end).map(cellSpan), ...more(cells.length - end)];
}

function cellSpan({ state, owner }: PoolCell): Span {
  const letter = state === 'new' ? '·' : (owner?.letter ?? '?');
  const around = { new: '  ', left: '  ', used: '()', current: '[]' }[state];
  const text = `${around[0]}${letter}${around[1]}`;
  if (state === 'new' || owner === undefined) return { text, role: 'dim' };
  return { text, role: owner.role };
}

function legend(cells: readonly PoolCell[], title: string, width: number, names: Names): Line {
  const parts: Span[][] = [];
  if (cells.some(({ state }) => state === 'current')) parts.push([{ text: '[ ] this packet', role: 'dim' }]);
  if (cells.some(({ state }) => state === 'used')) parts.push([{ text: '( ) waiting', role: 'dim' }]);
  const owners = new Set(
    cells.flatMap(({ owner, state }) => (owner === undefined || state === 'new' ? [] : [owner])),
  );
  for (const { letter, role, recipient } of owners) {
    parts.push([
      { text: letter, role },
      { text: ` ${printable(names.short(recipient))}`, role: 'dim' },
    ]);
  }
  if (cells.some(({ state }) => state === 'new')) parts.push([{ text: '· never written', role: 'dim' }]);
  const line: Span[] = [{ text: ' '.repeat(title.length) }];
  for (const [i, part] of parts.entries()) {
    const gap: Span[] = i === 0 ? [] : [{ text: '   ' }];
    const rest = parts.length - i;
    const more: Span = { text: `   and ${counted(rest, 'other')}`, role: 'dim' };
    const isLast = rest === 1;
    const needed = columnsOfLine([...line, ...gap, ...part]) + (isLast ? 0 : columnsOfLine([more]));
    if (needed > width) return cutLine([...line, more], width);
    line.push(...gap, ...part);
  }
  return cutLine(line, width);
}
