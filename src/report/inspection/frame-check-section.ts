import { hiddenLines, listingOf } from '../listing.ts';
import type { Style } from '../style.ts';
import { byteSpan, counted, grouped } from '../words.ts';
import type { InspectionResult, WrongFrameCheckSequence } from './result.ts';
import { formatTime } from './time.ts';

const LENGTH = 4;

/** Frame check sequences that are wrong, one by one. Empty if there are none. */
export function frameCheckSection(result: InspectionResult, list: number, style: Style): string[] {
  const { frameCheckSequences, wrongFrameCheckSequences } = result.totals;
  if (wrongFrameCheckSequences === 0) return [];
  const lines = [
    `${style.heading('WRONG FRAME CHECK SEQUENCES')}  ${grouped(wrongFrameCheckSequences)}; ${counted(frameCheckSequences, 'frame')} captured with one`,
  ];
  const listing = listingOf(result.wrongFrameCheckSequences, wrongFrameCheckSequences, list);
  for (const wrong of listing.shown) lines.push('', ...describe(wrong, style));
  const hidden = hiddenLines(listing, 'frame check sequence', style);
  if (hidden.length > 0) lines.push('', ...hidden);
  return lines;
}

function describe(
  { frame, offset, found, expected, seenByCard }: WrongFrameCheckSequence,
  style: Style,
): string[] {
  const time = frame.time === null ? '' : `; ${formatTime(frame.time)}`;
  const isCaptured = offset !== null && found !== null && expected !== null;
  const value = isCaptured
    ? `${style.alarm(hex32(found))}, expected ${hex32(expected)} (${byteSpan(offset, offset + LENGTH)})`
    : style.alarm('found wrong');
  return [
    `  ${style.strong(`Frame ${frame.number}`)}: ${value}${seenByCard ? '; the network card found it wrong' : ''}`,
    `    ${style.dim('in')} ${frame.flow}${style.dim(time)}`,
  ];
}

function hex32(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
