import type { Place, SourceExcerpt } from '../errors.ts';

/** Characters of a line that are shown before and after a place in it. */
const AROUND = 120;

/**
 * @param text - of a script
 * @param lineStart - where the line of `place` begins in it
 * @returns the line of a place, or of a long one what is around the place
 */
export function excerptOf(text: string, lineStart: number, { column }: Place): SourceExcerpt {
  const at = lineStart + column - 1;
  const from = Math.max(lineStart, at - AROUND);
  const around = text.slice(from, at + AROUND);
  const [line = ''] = around.slice(at - from).split(/[\r\n]/, 1);
  const before = around.slice(0, at - from);
  return {
    text: before + line,
    column: at - from + 1,
    isCutBefore: from > lineStart,
    isCutAfter: before.length + line.length === around.length && at + AROUND < text.length,
  };
}
