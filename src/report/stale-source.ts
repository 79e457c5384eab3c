import type { StaleSource } from '../audit/findings.ts';
import type { Names } from './names.ts';
import type { Style } from './style.ts';
import { counted } from './words.ts';
import { wrap, wrapPieces } from './wrap.ts';

/** What telling a source takes. */
export interface SourceContext {
  names: Names;
  style: Style;
  /** Of a line, in columns of the terminal. */
  width: number;
}

/** Whether two stale ranges were left by the same write. */
export function isSameSource(a: StaleSource, b: StaleSource): boolean {
  return (
    a.number === b.number &&
    a.step === b.step &&
    a.flow === b.flow &&
    a.framesAgo === b.framesAgo &&
    a.recipient.kind === b.recipient.kind &&
    a.recipient.address === b.recipient.address
  );
}

/**
 * Stale ranges under the writes that left them, a write that left several neighbours once.
 *
 * @param describe - what there is to say about a range, in a line
 */
export function bySource<R extends { source: StaleSource; crossRecipient?: boolean }>(
  ranges: readonly R[],
  describe: (range: R) => string,
  context: SourceContext,
): string[] {
  return ranges.flatMap((range, i) => {
    const before = ranges[i - 1];
    const isRepeated = before !== undefined && isSameSource(before.source, range.source);
    const source = isRepeated ? [] : sourceLines(range.source, range.crossRecipient ?? false, context);
    return [...source, ...wrap(describe(range), context.width, ' '.repeat(19), ' '.repeat(21))];
  });
}

function sourceLines(
  source: StaleSource,
  crossRecipient: boolean,
  { names, style, width }: SourceContext,
): string[] {
  const { framesAgo } = source;
  const ago = framesAgo === null || framesAgo === 0 ? '' : `, ${counted(framesAgo, 'frame')} earlier`;
  const meant = `for ${names.recipient(source.recipient)}`;
  const margin = ' '.repeat(17);
  const whose = crossRecipient ? { text: `${meant} !`, paint: style.foreign } : meant;
  return [
    ...wrapPieces(
      [`by ${names.frame(source)}${ago}, `, whose],
      width,
      { text: '    last written ', paint: style.dim },
      margin,
    ),
    ...wrap(`${source.flow}; ${names.step(source.step)}`, width, margin),
  ];
}
