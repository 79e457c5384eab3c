import type { Leak } from '../audit/findings.ts';
import { shownIn } from './excerpt.ts';
import { dumpOptions } from './leak-card.ts';
import type { ReportContext } from './report-context.ts';
import { BRACKETS, KIND_WORDS, STALE_KINDS, type StaleKind } from './stale-kinds.ts';
import { type Piece, wrapPieces } from './wrap.ts';

/** What of stale bytes a report shows. */
export interface ShownMarks {
  kinds: ReadonlySet<StaleKind>;
  /** Bytes that the findings do not keep. */
  hasUnknown: boolean;
  /** The mark of sources that were meant for somebody else. */
  hasCross: boolean;
}

/** @param frames - kinds that the list of frames shows
 * @param leaks - those that are shown byte by byte */
export function marksOf(
  frames: ReadonlySet<StaleKind>,
  leaks: readonly Leak[],
  context: ReportContext,
  most: number,
): ShownMarks {
  const kinds = new Set(frames);
  let hasUnknown = false;
  for (const leak of leaks) {
    const shown = shownIn(leak, dumpOptions({ ...context, most }));
    for (const kind of shown.kinds) kinds.add(kind);
    hasUnknown ||= shown.hasUnknown;
  }
  const hasCross = leaks.some(({ crossRecipientBytes }) => crossRecipientBytes > 0);
  return { kinds, hasUnknown, hasCross };
}

/** What the marks mean that a report uses. Empty if it uses none. */
export function legendLines(
  { kinds, hasUnknown, hasCross }: ShownMarks,
  { style, width }: ReportContext,
): string[] {
  const entries: Piece[][] = [];
  const marked = STALE_KINDS.filter((kind) => kinds.has(kind));
  for (const kind of marked) {
    const mark = kind === 'foreign' && hasCross ? ' or !' : '';
    entries.push([
      { text: `${BRACKETS[kind].join('5a')}${mark}`, paint: style[kind] },
      { text: ` ${KIND_WORDS[kind]}` },
    ]);
  }
  if (hasCross && !kinds.has('foreign')) {
    entries.push([{ text: '!', paint: style.foreign }, { text: ` ${KIND_WORDS.foreign}` }]);
  }
  if (hasUnknown) entries.push([{ text: '-- a byte that the findings do not keep' }]);
  if (entries.length === 0) return [];
  const pieces = entries.flatMap((entry, i) => (i === 0 ? entry : [{ text: ', ' }, ...entry]));
  const title = marked.length === 0 ? [] : [{ text: 'stale: ' }];
  return wrapPieces([...title, ...pieces], width, '  ', '  ');
}
