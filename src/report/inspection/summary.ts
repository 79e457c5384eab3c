import type { InspectionResult } from '../../inspection/result.ts';
import { notJudgedRows } from '../not-judged-rows.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';
import { counted, grouped } from '../words.ts';

/** The counts of an inspection as a table: what, how many, and what that means. What there is none of is left out. */
export function inspectionSummary(
  { totals, notJudgedReasons }: InspectionResult,
  width: number,
  style: Style,
): string[] {
  const number = (value: number, paint?: (text: string) => string): Cell => ({
    text: grouped(value),
    ...(paint === undefined || value === 0 ? {} : { paint }),
  });
  const note = (text: string): Cell => ({ text, paint: style.dim });
  const rows: (Cell | string)[][] = [
    [
      'packets',
      number(totals.packets),
      note(
        totals.bytes === totals.originalBytes
          ? counted(totals.bytes, 'byte')
          : `${counted(totals.bytes, 'byte')} captured of ${grouped(totals.originalBytes)}`,
      ),
    ],
    ['  cut', number(totals.cutPackets, style.caution), note('not all of them was captured')],
    [
      '  not framed',
      number(totals.otherPackets, style.caution),
      note('neither of Ethernet nor of IP: not judged'),
    ],
    ['  besides', number(totals.otherRecords), note('custom and other blocks: frames to Wireshark')],
    [
      '  frames',
      number(totals.frames),
      note(totals.taggedFrames === 0 ? '' : `${grouped(totals.taggedFrames)} with VLAN tags`),
    ],
    ['    delivered', number(totals.delivered), note('every checksum right')],
    ['    discarded', number(totals.discarded, style.alarm), note('a checksum wrong')],
    [
      '    left to card',
      number(totals.offloaded, style.caution),
      note('a checksum that a network card is to fill in, or has checked'),
    ],
    [
      '    unverifiable',
      number(totals.unverifiable, style.caution),
      note('a fragment or a cut packet: no telling whether a checksum is right'),
    ],
    ...notJudgedRows('not judged', totals.notJudged, notJudgedReasons, style),
    ['wrong checksums', number(totals.checksumFailures, style.alarm), ''],
    [
      'wrong FCS',
      number(totals.wrongFrameCheckSequences, style.alarm),
      note(`frame check sequences; ${grouped(totals.frameCheckSequences)} verified`),
    ],
    [
      'left to a card',
      number(totals.offloadedChecksums, style.caution),
      note('checksums that are not wrong'),
    ],
    [
      'padding',
      number(totals.paddingBytes, style.alarm),
      note(
        `${totals.paddingBytes === 1 ? 'byte that is' : 'bytes that are'} not zero, in ${counted(totals.paddedFrames, 'frame')}`,
      ),
    ],
    ['padding not judged', number(totals.unjudgedPaddings, style.caution), note('frames')],
  ];
  const columns = [
    { title: '', align: 'left' },
    { title: '', align: 'right' },
    { title: '', align: 'left', least: 8 },
  ] as const;
  const told = rows.filter(([, count]) => typeof count === 'string' || count?.text !== '0');
  return [style.heading('SUMMARY'), ...table(columns, told, '  ', style.dim, width)];
}
