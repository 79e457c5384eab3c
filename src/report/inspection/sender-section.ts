import type { PaddingHabit, SenderHabits } from '../../inspection/old-memory/result.ts';
import type { InspectionResult } from '../../inspection/result.ts';
import { hiddenLines, listingOf } from '../listing.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';
import { grouped } from '../words.ts';
import { wrapPieces } from '../wrap.ts';

const VERDICTS: Readonly<Record<PaddingHabit, string>> = {
  'earlier-frames': 'pads with bytes of earlier frames: EtherLeak',
  poison: 'pads with memory that was never written: EtherLeak',
  varying: 'pads with bytes that vary and are not zero: old memory, most likely',
  constant: 'pads with the same bytes always: a trailer, no memory',
  zeros: 'pads with zeros, as it should',
  unpadded: 'captured before its network card pads',
  none: 'sent no frame that needs padding',
};

/** What each sender pads with, where that is more than zeros, and who sends old memory. Empty if nobody does. */
export function senderSection(
  { senders }: InspectionResult,
  list: number,
  width: number,
  style: Style,
): string[] {
  const telling = senders.filter((sender) => sender.otherPadded > 0 || isLeak(sender));
  if (telling.length === 0) return [];
  const listing = listingOf(telling, telling.length, list);
  const columns = [
    { title: 'sender', align: 'left' },
    { title: 'frames', align: 'right' },
    { title: 'short', align: 'right' },
    { title: 'zero', align: 'right' },
    { title: 'other', align: 'right' },
    { title: 'earlier', align: 'right' },
    { title: 'poison', align: 'right' },
    { title: 'see frame', align: 'right' },
  ] as const;
  const rows = listing.shown.map((sender) => row(sender, style));
  const lines = [
    ...wrapPieces(
      ['  frames below 60 bytes, and what paddings hold'],
      width,
      { text: 'SENDERS', paint: style.heading },
      '  ',
    ),
    ...table(columns, rows, '  ', style.dim, width),
  ];
  for (const sender of listing.shown) {
    lines.push(
      ...wrapPieces(
        [
          nameOf(sender),
          ': ',
          { text: senderVerdict(sender), paint: isLeak(sender) ? style.alarm : style.dim },
        ],
        width,
        '  ',
        '    ',
      ),
    );
  }
  return [...lines, ...hiddenLines(listing, 'sender', style, { width })];
}

function row(sender: SenderHabits, style: Style): (Cell | string)[] {
  const number = (value: number, paint?: (text: string) => string): Cell => ({
    text: value === 0 ? '-' : grouped(value),
    ...(paint === undefined || value === 0 ? {} : { paint }),
  });
  return [
    nameOf(sender),
    number(sender.frames),
    number(sender.shortFrames),
    number(sender.zeroPadded),
    number(sender.otherPadded, style.caution),
    number(sender.earlierPadded, style.alarm),
    number(sender.poisonPadded, style.alarm),
    number(sender.mostTelling, style.strong),
  ];
}

/** What a sender does, in words: 'pads with bytes of earlier frames: EtherLeak'. */
export function senderVerdict(sender: SenderHabits): string {
  const { padding } = sender;
  const sent = sentInPackets(sender);
  if (sent === undefined) return VERDICTS[padding];
  // Padding that holds a pointer is no trailer.
  const isTold =
    padding === 'none' || padding === 'unpadded' || (padding === 'constant' && sender.kernelPointers > 0);
  return `sends ${sent}${isTold ? '' : `; ${VERDICTS[padding]}`}`;
}

/** @returns what of old memory a sender sends, if that is more than what it pads with */
function sentInPackets(sender: SenderHabits): string | undefined {
  const { staleBytes, earlierPadded, poisonFrames, poisonPadded, kernelPointers } = sender;
  if (staleBytes > 0 && earlierPadded === 0) return 'bytes of earlier frames in its packets';
  if (staleBytes > 0) return undefined;
  if (kernelPointers > 0) return 'addresses of its kernel';
  return poisonFrames > 0 && poisonPadded === 0 ? 'memory that was never written in its packets' : undefined;
}

function isLeak({ padding, staleBytes, poisonFrames, kernelPointers }: SenderHabits): boolean {
  return (
    staleBytes + poisonFrames + kernelPointers > 0 || padding === 'earlier-frames' || padding === 'poison'
  );
}

function nameOf({ address }: SenderHabits): string {
  return address ?? 'all others';
}
