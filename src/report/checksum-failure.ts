import type { ChecksumFailure, Leak, SummedRange } from '../audit/findings.ts';
import { bySource, type SourceContext } from './stale-source.ts';
import type { Style } from './style.ts';
import { byteSpan, counted, hex16 } from './words.ts';
import { type Piece, wrapPieces } from './wrap.ts';

/** What stands before lines that go on. */
const MARGIN = ' '.repeat(17);

/** Ranges of one failure that are told one by one. */
const MOST_RANGES = 6;

/**
 * One wrong checksum: where it was sent, and what made it wrong.
 *
 * @param leak - the stale bytes of the same frame, if it has any that were kept
 */
export function describeFailure(
  failure: ChecksumFailure,
  leak: Leak | undefined,
  context: SourceContext,
): string[] {
  const { names, style, width } = context;
  const { frame, protocol, found, expected } = failure;
  const subject = `Frame ${frame.number ?? '?'} to ${names.recipient(frame.recipient)}`;
  const verb = frame.direction === 'tx' ? 'sent in' : 'received in';
  const head = [
    { text: subject, paint: style.strong },
    `, ${failure.overlooked === true ? 'not looked at by the firewall' : 'discarded'}: ${protocol} checksum `,
    { text: hex16(found), paint: style.alarm },
    `, expected ${hex16(expected)}`,
  ];
  const sent = `${frame.flow}; ${names.step(frame.step)}`;
  return [
    ...wrapPieces(head, width, '  ', '    '),
    ...wrapPieces([sent], width, labelOf(verb, style), MARGIN),
    ...describeCause(failure, leak, context),
  ];
}

function describeCause(failure: ChecksumFailure, leak: Leak | undefined, context: SourceContext): string[] {
  const { style, width } = context;
  const label = labelOf('cause', style);
  if (failure.cause === 'left-to-card') {
    const text =
      'left to the card (csum_blank): it is the sum of the pseudo header, and the receiver does not know';
    return wrapPieces([text], width, label, MARGIN);
  }
  if (failure.cause === 'writer') {
    const also =
      failure.staleSummed.length === 0 ? '' : `; ${spansOf(failure.staleSummed)} stale and summed as well`;
    const text = `the writer itself: wrong even on clean memory${also}`;
    return wrapPieces([text], width, label, MARGIN);
  }
  const { harmful, harmless } = partition(failure, leak);
  const shown = harmful.slice(0, MOST_RANGES);
  const lines = [
    ...wrapPieces(
      [{ text: 'stale memory summed', paint: style.caution }, `: ${causeInWords(failure, harmful)}`],
      width,
      label,
      MARGIN,
    ),
    ...bySource(shown, (range) => describeRange(failure, leak, range), context),
  ];
  const hidden = harmful.length + (failure.leftOut?.ranges ?? 0) - shown.length;
  if (hidden > 0) lines.push(style.dim(`                   … and ${counted(hidden, 'more range')}`));
  if (harmless.length > 0) {
    const text = `by ${spansOf(harmless)}: stale and summed, but also sent`;
    lines.push(...wrapPieces([{ text, paint: style.dim }], width, labelOf('no harm done', style), MARGIN));
  }
  return lines;
}

function labelOf(label: string, style: Style): Piece {
  return { text: `    ${label.padEnd(12)} `, paint: style.dim };
}

function spansOf(ranges: readonly SummedRange[]): string {
  const spans = ranges.slice(0, MOST_RANGES).map(({ start, end }) => byteSpan(start, end));
  return spans.join(', ') + (ranges.length > MOST_RANGES ? ', …' : '');
}

/** Stale bytes that are summed make a checksum wrong only if they are not in the frame as it goes out. */
function partition(
  { staleSummed }: ChecksumFailure,
  leak: Leak | undefined,
): { harmful: readonly SummedRange[]; harmless: readonly SummedRange[] } {
  // Behind the ranges that a leak tells are those that it leaves out.
  const untold = leak?.leftOut === undefined ? Number.POSITIVE_INFINITY : (leak.ranges.at(-1)?.end ?? 0);
  const isSent = ({ start, end }: SummedRange): boolean =>
    leak !== undefined &&
    (leak.ranges.some((range) => range.start <= start && range.end >= end) ||
      (start >= untold && end <= leak.length));
  return {
    harmful: staleSummed.filter((range) => !isSent(range)),
    harmless: staleSummed.filter(isSent),
  };
}

function causeInWords(failure: ChecksumFailure, harmful: readonly SummedRange[]): string {
  const excess = hex16(excessOf(failure));
  const [first] = harmful;
  if (first === undefined || harmful.length > 1 || !isWholeField(failure, first)) {
    return `the sum is ${excess} too high`;
  }
  return `the ${failure.protocol} checksum field itself, ${byteSpan(first.start, first.end)}, held ${excess}`;
}

function isWholeField({ offset }: ChecksumFailure, { start, end }: SummedRange): boolean {
  return start === offset && end === offset + 2;
}

function describeRange(failure: ChecksumFailure, leak: Leak | undefined, range: SummedRange): string {
  const { start, end, source } = range;
  const isBeyond = leak !== undefined && start >= leak.length;
  const note = isWholeField(failure, range) ? ' (the field)' : isBeyond ? ' (past the end of the frame)' : '';
  return `${byteSpan(start, end)}${note}; there at offset ${source.offset}`;
}

/** What was summed and is not in the frame: the difference, in ones' complement arithmetic (RFC 1071). */
function excessOf({ found, expected }: ChecksumFailure): number {
  return (expected - found + 0xffff) % 0xffff;
}
