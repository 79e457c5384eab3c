import type { InspectionResult, Padding, UnjudgedReason } from '../../inspection/result.ts';
import { hiddenLines, listingOf } from '../listing.ts';
import { printableByte } from '../printable.ts';
import type { Style } from '../style.ts';
import { byteSpan, counted, grouped } from '../words.ts';
import { wrap, wrapPieces } from '../wrap.ts';
import { frameLines } from './frame-lines.ts';

const BYTES_PER_ROW = 16;
/** Where there is no room for them. */
const BYTES_PER_NARROW_ROW = 8;
/** Of a row of 16 bytes, in columns. */
const ROW_WIDTH = 75;

/** Rows of one padding, so that a long one does not bury the others. */
const MOST_ROWS = 4;

const WHY =
  'A frame is padded to the 60 bytes that Ethernet wants, with zeros (RFC 894, RFC 1042). Anything else may be old memory of the sender (EtherLeak, CVE-2003-0001), or a trailer that some device appends.';

const UNJUDGED: Readonly<Record<UnjudgedReason, string>> = {
  undeclared: 'nothing tells how long what is in them is',
  offloaded: 'the length is left to the network card',
  cut: 'not captured to the end',
  inner:
    'a packet in a tunnel ends before the tunnel does: the bytes between may be a trailer of it, or padding',
};

/** Padding that is not zero, frame by frame, and how many frames were not judged. Empty if there are none. */
export function paddingSection(
  result: InspectionResult,
  list: number,
  width: number,
  style: Style,
): string[] {
  const { paddedFrames, paddingBytes, unjudgedPaddings } = result.totals;
  if (paddedFrames === 0 && unjudgedPaddings === 0) return [];
  const found = `${counted(paddingBytes, 'byte')} not zero in ${counted(paddedFrames, 'frame')}`;
  const lines = [
    `${style.heading('PADDING')}  ${paddedFrames > 0 ? found : `not judged in ${counted(unjudgedPaddings, 'frame')}`}`,
    ...(paddedFrames === 0 ? [] : wrap(WHY, width, '  ')),
    ...result.unjudgedPaddings.flatMap(({ reason, frames, firstFrame }) => {
      const which =
        frames === 1 ? `frame ${firstFrame}` : `${counted(frames, 'frame')} from ${firstFrame} on`;
      const first = { text: 'not judged', paint: style.caution };
      return wrapPieces([first, `: ${which}: ${UNJUDGED[reason]}`], width, '  ', '    ');
    }),
  ];
  const listing = listingOf(result.paddings, paddedFrames, list);
  for (const padding of listing.shown) lines.push('', ...describePadding(padding, width, style));
  const hidden = paddedFrames === 0 ? [] : hiddenLines(listing, 'frame', style, { width });
  if (hidden.length > 0) lines.push('', ...hidden);
  return lines;
}

function describePadding(padding: Padding, width: number, style: Style): string[] {
  const { frame, start, end, nonZero } = padding;
  const found = {
    text: `${grouped(nonZero)} of ${counted(end - start, 'byte')} not zero`,
    paint: style.alarm,
  };
  return [
    ...frameLines(frame, [found, ` (${byteSpan(start, end)})`], width, style),
    ...dump(padding, width, style),
  ];
}

function dump({ start, end, bytes }: Padding, width: number, style: Style): string[] {
  const perRow = width < ROW_WIDTH ? BYTES_PER_NARROW_ROW : BYTES_PER_ROW;
  const lines: string[] = [];
  for (let at = 0; at < bytes.length && lines.length < MOST_ROWS; at += perRow) {
    const row = [...bytes.subarray(at, at + perRow)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const characters = row.map(printableByte).join('');
    const offset = style.dim((start + at).toString(16).padStart(4, '0'));
    lines.push(`      ${offset} ${style.alarm(hex)}${' '.repeat((perRow - row.length) * 3)} ${characters}`);
  }
  const hidden = end - start - Math.min(bytes.length, MOST_ROWS * perRow);
  if (hidden > 0) lines.push(style.dim(`      … ${counted(hidden, 'more byte')}`));
  return lines;
}
