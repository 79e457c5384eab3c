import type { ChecksumFailure, Leak, SummedRange } from '../audit/findings.ts';
import type { Names } from './names.ts';
import { bySource } from './stale-source.ts';
import type { Style } from './style.ts';
import { byteSpan, counted, hex16 } from './words.ts';

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
  names: Names,
  style: Style,
): string[] {
  const { frame, protocol, found, expected } = failure;
  const subject = `Frame ${frame.number ?? '?'} to ${names.recipient(frame.recipient)}`;
  const verb = frame.direction === 'tx' ? 'sent in     ' : 'received in ';
  return [
    `  ${style.strong(subject)}, discarded: ${protocol} checksum ${style.alarm(hex16(found))}, expected ${hex16(expected)}`,
    `    ${style.dim(verb)} ${frame.flow}; ${names.step(frame.step)}`,
    ...describeCause(failure, leak, names, style),
  ];
}

function describeCause(
  failure: ChecksumFailure,
  leak: Leak | undefined,
  names: Names,
  style: Style,
): string[] {
  const label = `    ${style.dim('cause       ')} `;
  if (failure.cause === 'writer') {
    const also =
      failure.staleSummed.length === 0 ? '' : `; ${spansOf(failure.staleSummed)} stale and summed as well`;
    return [`${label}the writer itself: wrong even on clean memory${also}`];
  }
  const { harmful, harmless } = partition(failure, leak);
  const shown = harmful.slice(0, MOST_RANGES);
  const lines = [
    `${label}${style.alarm('stale memory summed')}: ${causeInWords(failure, harmful)}`,
    ...bySource(shown, (range) => describeRange(failure, leak, range), names, style),
  ];
  const hidden = harmful.length - shown.length;
  if (hidden > 0) lines.push(style.dim(`                   … and ${counted(hidden, 'more range')}`));
  if (harmless.length > 0) {
    const text = `by ${spansOf(harmless)}: stale and summed, but also sent`;
    lines.push(`    ${style.dim('no harm done')} ${style.dim(text)}`);
  }
  return lines;
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
  const isSent = ({ start, end }: SummedRange): boolean =>
    leak?.ranges.some((range) => range.start <= start && range.end >= end) ?? false;
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
