import type { InspectionResult } from '../../inspection/result.ts';
import { listingOf } from '../listing.ts';
import type { Style } from '../style.ts';
import { type Cell, type Column, table } from '../table.ts';
import { counted, grouped } from '../words.ts';

/** Rows of the table of link types; a hostile capture can have thousands. */
const MOST_LINK_TYPES = 20;

/** Columns that are there if there are such frames. */
const VERDICTS = [
  { key: 'discarded', title: 'discarded', kind: 'alarm' },
  { key: 'offloaded', title: 'left to card', kind: 'caution' },
  { key: 'unverifiable', title: 'unverifiable', kind: 'caution' },
  { key: 'notJudged', title: 'not judged', kind: 'caution' },
] as const;

/** What was looked into, by protocol. Empty if there is nothing. */
export function protocolSection({ protocols }: InspectionResult, width: number, style: Style): string[] {
  if (protocols.length === 0) return [];
  const counts = VERDICTS.filter(({ key }) => protocols.some((protocol) => protocol[key] > 0));
  const rows = protocols.map((protocol): (Cell | string)[] => [
    protocol.protocol,
    grouped(protocol.frames),
    grouped(protocol.bytes),
    ...counts.map(({ key, kind }) => ({
      text: grouped(protocol[key]),
      ...(protocol[key] > 0 ? { paint: style[kind] } : {}),
    })),
  ]);
  const columns: Column[] = [
    { title: 'protocol', align: 'left' },
    { title: 'frames', align: 'right' },
    { title: 'bytes', align: 'right', rank: 1 },
    ...counts.map(({ title }): Column => ({ title, align: 'right' })),
  ];
  return [
    `${style.heading('PROTOCOLS')}  the innermost that was recognised`,
    ...table(columns, rows, '  ', style.dim, width),
  ];
}

/** Packets by link type. Empty if all of them were looked into. */
export function linkTypeSection(
  { linkTypes, totals }: InspectionResult,
  width: number,
  style: Style,
): string[] {
  if (totals.otherPackets === 0) return [];
  const { shown, hidden } = listingOf(linkTypes, linkTypes.length, MOST_LINK_TYPES);
  const rows = shown.map(({ linkType, name, packets, bytes }) => [
    name,
    String(linkType),
    grouped(packets),
    grouped(bytes),
  ]);
  const columns = [
    { title: 'link type', align: 'left', least: 12 },
    { title: 'number', align: 'right' },
    { title: 'packets', align: 'right' },
    { title: 'bytes', align: 'right' },
  ] as const;
  const lines = table(columns, rows, '  ', style.dim, width);
  if (hidden > 0) lines.push(style.dim(`  … and ${counted(hidden, 'more link type')}`));
  return [`${style.heading('LINK TYPES')}  judged are Ethernet frames and IP packets`, ...lines];
}
