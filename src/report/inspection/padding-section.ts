import type { InspectionResult, Padding, UnjudgedReason } from '../../inspection/result.ts';
import { hiddenLines, listingOf } from '../listing.ts';
import type { Style } from '../style.ts';
import { byteSpan, counted, grouped } from '../words.ts';
import { wrap, wrapPieces } from '../wrap.ts';
import { frameBytes } from './frame-bytes.ts';
import { frameLines } from './frame-lines.ts';

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
    ...frameBytes(padding, width, style),
  ];
}
