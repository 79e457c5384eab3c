import type { RunResult } from '../simulation/result.ts';
import { hasUnknownBytes } from './excerpt.ts';
import { listingOf } from './listing.ts';
import type { Style } from './style.ts';
import { type Cell, table } from './table.ts';

/** What the symbols mean that a report on this run uses. Empty if it uses none. */
export function legendSection(result: RunResult, list: number, style: Style): string[] {
  const { shown } = listingOf(result.leaks, result.totals.leakingFrames, list);
  const rows: (Cell | string)[][] = [];
  if (result.leakGroups.some(({ crossRecipient }) => crossRecipient)) {
    rows.push([
      { text: '!', paint: style.alarm },
      'cross-recipient: meant for another address than the one that got it',
    ]);
  }
  if (shown.length > 0) {
    rows.push([
      { text: '[5a]', paint: style.alarm },
      'stale bytes; the others belong to the frame, or are clean zeros',
    ]);
  }
  if (shown.some(hasUnknownBytes)) rows.push(['--', 'a byte that the findings do not keep']);
  if (rows.length === 0) return [];
  const columns = [
    { title: '', align: 'left' },
    { title: '', align: 'left' },
  ] as const;
  return [style.heading('LEGEND'), ...table(columns, rows, '  ', style.dim)];
}
