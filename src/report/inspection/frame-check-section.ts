import type { InspectionResult, WrongFrameCheckSequence } from '../../inspection/result.ts';
import { hiddenLines, listingOf } from '../listing.ts';
import type { Style } from '../style.ts';
import { byteSpan, counted, grouped, hex32 } from '../words.ts';
import { wrapPieces } from '../wrap.ts';
import { frameLines } from './frame-lines.ts';

const LENGTH = 4;

/** Frame check sequences that are wrong, one by one. Empty if there are none. */
export function frameCheckSection(
  result: InspectionResult,
  list: number,
  width: number,
  style: Style,
): string[] {
  const { frameCheckSequences, wrongFrameCheckSequences } = result.totals;
  if (wrongFrameCheckSequences === 0) return [];
  const lines = [
    ...wrapPieces(
      [`  ${grouped(wrongFrameCheckSequences)}; ${counted(frameCheckSequences, 'frame')} captured with one`],
      width,
      { text: 'WRONG FRAME CHECK SEQUENCES', paint: style.heading },
      '  ',
    ),
  ];
  const listing = listingOf(result.wrongFrameCheckSequences, wrongFrameCheckSequences, list);
  for (const wrong of listing.shown) lines.push('', ...describe(wrong, width, style));
  const hidden = hiddenLines(listing, 'frame check sequence', style, { width });
  if (hidden.length > 0) lines.push('', ...hidden);
  return lines;
}

function describe(
  { frame, offset, found, expected, seenByCard }: WrongFrameCheckSequence,
  width: number,
  style: Style,
): string[] {
  const isCaptured = offset !== null && found !== null && expected !== null;
  const value = { text: isCaptured ? hex32(found) : 'found wrong', paint: style.alarm };
  const rest = isCaptured ? `, expected ${hex32(expected)} (${byteSpan(offset, offset + LENGTH)})` : '';
  const card = seenByCard ? '; the network card found it wrong' : '';
  return frameLines(frame, [value, rest, card], width, style);
}
