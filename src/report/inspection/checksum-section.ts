import type { InspectionResult, OffloadSender, WrongChecksum } from '../../inspection/result.ts';
import { hiddenLines, listingOf } from '../listing.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';
import { byteSpan, counted, grouped, hex16 } from '../words.ts';
import { wrap, wrapPieces } from '../wrap.ts';
import { frameLines } from './frame-lines.ts';

const OFFLOAD =
  'Not wrong: a frame that is captured on its sender, before the network card fills in its checksums, or on its receiver, whose card has checked it. What went over the wire shows a capture on the other side, or one without offloading (ethtool -K).';

const MISSING =
  'no checksum, which UDP over IPv6 must have (RFC 8200, 8.1); a receiver discards it, unless it is the end of a tunnel that is set up for it (RFC 6935)';

/** Wrong checksums: by protocol, then one by one. Empty if there are none. */
export function wrongChecksumSection(
  result: InspectionResult,
  list: number,
  width: number,
  style: Style,
): string[] {
  const { checksumFailures, discarded } = result.totals;
  if (checksumFailures === 0) return [];
  const lines = [
    ...wrapPieces(
      [
        `  ${grouped(checksumFailures)} in ${counted(discarded, 'frame')}, which ${discarded === 1 ? 'a receiver discards' : 'receivers discard'}`,
      ],
      width,
      { text: 'WRONG CHECKSUMS', paint: style.heading },
      '  ',
    ),
    ...groupTable(result, width, style),
  ];
  const listing = listingOf(result.checksumFailures, checksumFailures, list);
  for (const failure of listing.shown) lines.push('', ...describeFailure(failure, width, style));
  const hidden = hiddenLines(listing, 'wrong checksum', style, { width });
  if (hidden.length > 0) lines.push('', ...hidden);
  return lines;
}

function groupTable({ checksumGroups }: InspectionResult, width: number, style: Style): string[] {
  const rows = checksumGroups.map(({ protocol, failures, firstFrame }): (Cell | string)[] => [
    protocol,
    { text: grouped(failures), paint: style.alarm },
    grouped(firstFrame),
  ]);
  const columns = [
    { title: 'checksum', align: 'left' },
    { title: 'count', align: 'right' },
    { title: 'first in frame', align: 'right' },
  ] as const;
  return table(columns, rows, '  ', style.dim, width);
}

function describeFailure(failure: WrongChecksum, width: number, style: Style): string[] {
  const { frame, within, packet, protocol, offset, found, expected, quoted, missing } = failure;
  const layer = within.length === 0 ? '' : `, in ${[...within].reverse().join(' in ')}`;
  const where = `${byteSpan(offset, offset + 2)}${layer}${quoted ? ', in the packet that the ICMP error quotes' : ''}`;
  const value = { text: hex16(found), paint: style.alarm };
  return [
    ...frameLines(
      frame,
      [`${protocol} checksum `, value, `, expected ${hex16(expected)} (${where})`],
      width,
      style,
    ),
    ...(packet === null
      ? []
      : wrapPieces([{ text: 'of', paint: style.dim }, ` ${packet}`], width, '    ', '      ')),
    ...(missing ? wrap(MISSING, width, '    ') : []),
  ];
}

/** Checksums that are left to network cards, by sender. Empty if there are none. */
export function offloadSection(
  result: InspectionResult,
  list: number,
  width: number,
  style: Style,
): string[] {
  const { offloadedChecksums, partialChecksums } = result.totals;
  if (offloadedChecksums === 0) return [];
  const partial =
    partialChecksums === 0 ? '' : `, ${grouped(partialChecksums)} of them over the pseudo header alone`;
  const lines = [
    ...wrapPieces(
      [`  ${counted(offloadedChecksums, 'checksum')}${partial}`],
      width,
      { text: 'LEFT TO A NETWORK CARD', paint: style.heading },
      '  ',
    ),
    ...wrap(OFFLOAD, width, '  '),
  ];
  const { shown, hidden } = listingOf(result.offloadSenders, result.offloadSenders.length, Math.max(1, list));
  if (shown.length > 0) lines.push('', ...senderTable(shown, width, style));
  if (hidden > 0) lines.push(style.dim(`  … and ${counted(hidden, 'more line')}`));
  return lines;
}

function senderTable(senders: readonly OffloadSender[], width: number, style: Style): string[] {
  const rows = senders.map(({ address, protocol, left, checksums, firstFrame }) => [
    address ?? 'others',
    left === checksums ? `all ${grouped(left)}` : `${grouped(left)} of ${grouped(checksums)}`,
    protocol,
    grouped(firstFrame),
  ]);
  const columns = [
    { title: 'sender', align: 'left', least: 12 },
    { title: 'left', align: 'right' },
    { title: 'checksum', align: 'left' },
    { title: 'first in frame', align: 'right' },
  ] as const;
  return table(columns, rows, '  ', style.dim, width);
}
