import type { Leak } from '../audit/findings.ts';
import type { RunResult } from '../simulation/result.ts';
import { MOST_BYTES } from './excerpt.ts';
import { framesText } from './frame-numbers.ts';
import { type CardOptions, leakCard } from './leak-card.ts';
import { contentText, type LeakCluster, leakClusters } from './leak-clusters.ts';
import { hiddenLines } from './listing.ts';
import type { ReportContext } from './report-context.ts';
import { sectionTitle } from './section-title.ts';
import { table } from './table.ts';
import { counted, grouped } from './words.ts';
import { wrap, wrapPieces } from './wrap.ts';

/** Rows of the table of groups, if not more findings than that are listed. */
const LEAST_GROUPS = 20;

/** Bytes of the dump of the one leak that is told. */
export const CARD_BYTES = 128;

/** Of equal leaks: who left them there is told so many times. */
const MOST_SOURCES = 6;

/**
 * Leaked bytes: by whom they were meant for, who got them and the field; then one by one, equal ones once, and the
 * largest first. Empty if there are none.
 */
export function leakSection(result: RunResult, context: ReportContext): string[] {
  const { style, list } = context;
  const { leakedBytes, leakingFrames } = result.totals;
  if (leakingFrames === 0) return [];
  const lines = [
    ...sectionTitle(
      'LEAKS',
      `${counted(leakedBytes, 'stale byte')} in ${counted(leakingFrames, 'frame')}`,
      context,
    ),
    ...groupTable(result, context),
  ];
  const shown = leakClusters(result.leaks).slice(0, list);
  for (const cluster of shown) lines.push('', ...describe(cluster, { ...context, most: MOST_BYTES }));
  const told = shown.reduce((sum, { leaks }) => sum + leaks.length, 0);
  const hidden = hiddenLines({ shown, hidden: leakingFrames - told }, 'leaking frame', style, context);
  if (hidden.length > 0) lines.push('', ...hidden);
  return lines;
}

/** The one leak that says most about a run. Empty if nothing leaked. */
export function largestLeakSection({ largestLeak, totals }: RunResult, context: ReportContext): string[] {
  if (largestLeak === null) return [];
  const { style } = context;
  const which = totals.leakingFrames === 1 ? 'THE LEAK' : 'LARGEST LEAK';
  return [style.heading(which), ...leakCard(largestLeak, { ...context, most: CARD_BYTES })];
}

function groupTable({ leakGroups }: RunResult, { names, list, style, width }: ReportContext): string[] {
  const shown = leakGroups.slice(0, Math.max(list, LEAST_GROUPS));
  const hidden = leakGroups.length - shown.length;
  const rows = shown.map((group) => [
    { text: group.crossRecipient ? '!' : '', paint: style.foreign },
    names.party(group.from),
    names.party(group.to),
    group.field,
    grouped(group.frames),
    { text: grouped(group.bytes), paint: group.crossRecipient ? style.foreign : style.own },
    grouped(group.nonZeroBytes),
    grouped(group.firstFrame),
  ]);
  const columns = [
    { title: '', align: 'left' },
    { title: 'meant for', align: 'left', least: 10 },
    { title: 'went to', align: 'left', least: 10 },
    { title: 'field', align: 'left', least: 10 },
    { title: 'frames', align: 'right', rank: 2 },
    { title: 'bytes', align: 'right' },
    { title: 'not zero', align: 'right', rank: 1 },
    { title: 'first in', align: 'right', rank: 3 },
  ] as const;
  const lines = table(columns, rows, '  ', style.dim, width);
  if (hidden > 0) lines.push(style.dim(`  … and ${counted(hidden, 'smaller group')}`));
  return lines;
}

function describe(cluster: LeakCluster, options: CardOptions): string[] {
  const { leaks, first } = cluster;
  if (leaks.length === 1) return leakCard(first, options);
  const { style, width } = options;
  const frames = framesText(numbersOf(leaks), 8).replace('frames', 'Frames');
  return [
    ...wrapPieces([{ text: frames, paint: style.strong }, `: ${contentText(first)}`], width, '  ', '    '),
    ...sourceLines(leaks, options),
    ...indented(leakCard(first, { ...options, width: width - 2 })),
  ];
}

/** Under what it is an example of. */
export function indented(card: readonly string[]): string[] {
  return ['    for example:', ...card.map((line) => `  ${line}`)];
}

/** Who left the bytes of equal leaks, and in which of the frames. */
function sourceLines(leaks: readonly Leak[], { names, style, width }: CardOptions): string[] {
  const bySource = new Map<string, { leaks: Leak[]; text: string }>();
  for (const leak of leaks) {
    const sources = leak.ranges.map(({ source, crossRecipient }) => {
      const whose = `for ${names.recipient(source.recipient)}${crossRecipient ? ' !' : ''}`;
      return `by ${names.frame(source)}, ${whose}`;
    });
    const text = [...new Set(sources)].slice(0, 3).join('; ');
    const known = bySource.get(text);
    if (known === undefined) bySource.set(text, { leaks: [leak], text });
    else known.leaks.push(leak);
  }
  const all = [...bySource.values()];
  const shown = all.slice(0, MOST_SOURCES);
  const lines = shown.flatMap(({ leaks, text }) =>
    wrap(`${framesText(numbersOf(leaks))}: last written ${text}`, width, '    ', '      '),
  );
  const hidden = all.length - shown.length;
  return hidden === 0 ? lines : [...lines, style.dim(`    … and by ${counted(hidden, 'other write')}`)];
}

function numbersOf(leaks: readonly Leak[]): number[] {
  return leaks.map(({ frame }) => frame.number ?? 0);
}
