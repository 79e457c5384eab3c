import { hiddenLines, listingOf } from '../listing.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';
import { byteSpan, counted, grouped, hex16 } from '../words.ts';
import type { InspectionResult, WrongChecksum } from './result.ts';
import { formatTime } from './time.ts';

const PARTIAL =
  'pseudo header alone: what a sender leaves there whose network card does the rest; capture it on the receiving side';

/** Wrong checksums: by protocol, then one by one. Empty if there are none. */
export function wrongChecksumSection(result: InspectionResult, list: number, style: Style): string[] {
  const { checksumFailures, discarded } = result.totals;
  if (checksumFailures === 0) return [];
  const lines = [
    `${style.heading('WRONG CHECKSUMS')}  ${grouped(checksumFailures)} in ${counted(discarded, 'frame')}, which a receiver discards`,
    ...groupTable(result, style),
  ];
  const listing = listingOf(result.checksumFailures, checksumFailures, list);
  for (const failure of listing.shown) lines.push('', ...describeFailure(failure, style));
  const hidden = hiddenLines(listing, 'wrong checksum', style);
  if (hidden.length > 0) lines.push('', ...hidden);
  return lines;
}

function groupTable({ checksumGroups }: InspectionResult, style: Style): string[] {
  const rows = checksumGroups.map(({ protocol, failures, partial, firstFrame }): (Cell | string)[] => [
    protocol,
    { text: grouped(failures), paint: style.alarm },
    grouped(partial),
    grouped(firstFrame),
  ]);
  const columns = [
    { title: 'checksum', align: 'left' },
    { title: 'count', align: 'right' },
    { title: 'pseudo header alone', align: 'right' },
    { title: 'first in frame', align: 'right' },
  ] as const;
  return table(columns, rows, '  ', style.dim);
}

function describeFailure(failure: WrongChecksum, style: Style): string[] {
  const { frame, protocol, offset, found, expected, quoted, partial } = failure;
  const where = `${byteSpan(offset, offset + 2)}${quoted ? ', in the packet that the ICMP error quotes' : ''}`;
  const time = frame.time === null ? '' : `; ${formatTime(frame.time)}`;
  return [
    `  ${style.strong(`Frame ${frame.number}`)}: ${protocol} checksum ${style.alarm(hex16(found))}, expected ${hex16(expected)} (${where})`,
    `    ${style.dim('in   ')} ${frame.flow}${style.dim(time)}`,
    ...(partial ? [`    ${style.dim('cause')} ${PARTIAL}`] : []),
  ];
}
