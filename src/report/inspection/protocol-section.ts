import { listingOf } from '../listing.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';
import { counted, grouped } from '../words.ts';
import type { InspectionResult } from './result.ts';

/** Rows of the table of link types; a hostile capture can have thousands. */
const MOST_LINK_TYPES = 20;

/** What was looked into, by protocol. Empty if there is nothing. */
export function protocolSection({ protocols }: InspectionResult, style: Style): string[] {
  if (protocols.length === 0) return [];
  const rows = protocols.map(
    ({ protocol, frames, bytes, discarded, offloaded, unverifiable, notJudged }): (Cell | string)[] => [
      protocol,
      grouped(frames),
      grouped(bytes),
      { text: grouped(discarded), ...(discarded > 0 ? { paint: style.alarm } : {}) },
      { text: grouped(offloaded), ...(offloaded > 0 ? { paint: style.caution } : {}) },
      { text: grouped(unverifiable), ...(unverifiable > 0 ? { paint: style.caution } : {}) },
      { text: grouped(notJudged), ...(notJudged > 0 ? { paint: style.caution } : {}) },
    ],
  );
  const columns = [
    { title: 'protocol', align: 'left' },
    { title: 'frames', align: 'right' },
    { title: 'bytes', align: 'right' },
    { title: 'discarded', align: 'right' },
    { title: 'left to card', align: 'right' },
    { title: 'unverifiable', align: 'right' },
    { title: 'not judged', align: 'right' },
  ] as const;
  return [
    `${style.heading('PROTOCOLS')}  the innermost that was recognised`,
    ...table(columns, rows, '  ', style.dim),
  ];
}

/** Packets by link type. Empty if all of them were looked into. */
export function linkTypeSection({ linkTypes, totals }: InspectionResult, style: Style): string[] {
  if (totals.otherPackets === 0) return [];
  const { shown, hidden } = listingOf(linkTypes, linkTypes.length, MOST_LINK_TYPES);
  const rows = shown.map(({ linkType, name, packets, bytes }) => [
    name,
    String(linkType),
    grouped(packets),
    grouped(bytes),
  ]);
  const columns = [
    { title: 'link type', align: 'left' },
    { title: 'number', align: 'right' },
    { title: 'packets', align: 'right' },
    { title: 'bytes', align: 'right' },
  ] as const;
  const lines = table(columns, rows, '  ', style.dim);
  if (hidden > 0) lines.push(style.dim(`  … and ${counted(hidden, 'more link type')}`));
  return [
    `${style.heading('LINK TYPES')}  looked into are Ethernet frames and IP packets, the others are counted`,
    ...lines,
  ];
}
