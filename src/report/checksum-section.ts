import type { Leak } from '../audit/findings.ts';
import type { RunResult } from '../simulation/result.ts';
import { describeFailure } from './checksum-failure.ts';
import { hiddenLines, listingOf } from './listing.ts';
import type { Names } from './names.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';
import { counted, grouped } from './words.ts';

const CAUSES = { 'stale-memory': 'stale memory summed', writer: 'the writer itself' } as const;

/** Wrong checksums: by protocol and cause, then one by one. Empty if there are none. */
export function checksumSection(result: RunResult, names: Names, list: number, style: Style): string[] {
  const { checksumFailures, discarded } = result.totals;
  if (checksumFailures === 0) return [];
  const lines = [
    `${style.heading('WRONG CHECKSUMS')}  ${grouped(checksumFailures)} in ${counted(discarded, 'frame')}, which the receiver discarded`,
    ...groupTable(result, style),
  ];
  const listing = listingOf(result.checksumFailures, checksumFailures, list);
  const leaks = new Map<number | null, Leak>(result.leaks.map((leak) => [leak.frame.number, leak]));
  for (const failure of listing.shown) {
    lines.push('', ...describeFailure(failure, leaks.get(failure.frame.number), names, style));
  }
  const hidden = hiddenLines(listing, 'wrong checksum', style);
  if (hidden.length > 0) lines.push('', ...hidden);
  return lines;
}

function groupTable({ checksumGroups }: RunResult, style: Style): string[] {
  const rows = checksumGroups.map(({ protocol, cause, failures, firstFrame }) => [
    protocol,
    CAUSES[cause],
    { text: grouped(failures), paint: style.alarm },
    grouped(firstFrame),
  ]);
  const columns = [
    { title: 'checksum', align: 'left' },
    { title: 'cause', align: 'left' },
    { title: 'count', align: 'right' },
    { title: 'first in frame', align: 'right' },
  ] as const;
  return table(columns, rows, '  ', style.dim);
}
