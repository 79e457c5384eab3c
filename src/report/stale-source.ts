import type { StaleSource } from '../audit/findings.ts';
import type { Names } from './names.ts';
import type { Style } from './style.ts';
import { counted } from './words.ts';

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
  names: Names,
  style: Style,
): string[] {
  return ranges.flatMap((range, i) => {
    const before = ranges[i - 1];
    const isRepeated = before !== undefined && isSameSource(before.source, range.source);
    const source = isRepeated ? [] : sourceLines(range.source, range.crossRecipient ?? false, names, style);
    return [...source, `                   ${describe(range)}`];
  });
}

function sourceLines(source: StaleSource, crossRecipient: boolean, names: Names, style: Style): string[] {
  const ago = source.framesAgo === null ? '' : `, ${counted(source.framesAgo, 'frame')} earlier`;
  const meant = `for ${names.recipient(source.recipient)}`;
  return [
    `    ${style.dim('last written')} by ${names.frame(source)}${ago}, ${crossRecipient ? style.alarm(`${meant} !`) : meant}`,
    `                 ${source.flow}; ${names.step(source.step)}`,
  ];
}
