import type { ComparisonResult, ReleaseOutcome } from '../../simulation/comparison/comparison-result.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';
import { grouped } from '../words.ts';

/** What a count is called, where it comes from, and whether a reader should be alarmed if it is not zero. */
interface Row {
  title: string;
  count: (outcome: ReleaseOutcome) => number;
  tone?: 'alarm' | 'caution';
  /** Told only where there is some: few scripts can have any. */
  isRare?: true;
}

const ROWS: readonly Row[] = [
  { title: 'frames', count: ({ totals }) => totals.frames },
  { title: '  delivered', count: ({ totals }) => totals.delivered },
  { title: '  discarded', count: ({ totals }) => totals.discarded, tone: 'alarm' },
  { title: '  unverifiable', count: ({ totals }) => totals.unverifiable, tone: 'caution' },
  { title: '  not judged', count: ({ totals }) => totals.notJudged, tone: 'caution' },
  { title: 'wrong checksums', count: ({ totals }) => totals.checksumFailures, tone: 'alarm' },
  { title: 'bytes', count: ({ totals }) => totals.bytes },
  { title: '  leaked', count: ({ totals }) => totals.leakedBytes, tone: 'alarm' },
  { title: '    not zero', count: ({ totals }) => totals.nonZeroLeakedBytes, tone: 'alarm' },
  { title: '    cross-recipient', count: ({ totals }) => totals.crossRecipientBytes, tone: 'alarm' },
  { title: '  passed on', count: ({ totals }) => totals.passedOnBytes ?? 0, tone: 'alarm', isRare: true },
  { title: 'leaking frames', count: ({ totals }) => totals.leakingFrames, tone: 'alarm' },
  { title: 'own bytes got at', count: ({ ownBytes = 0 }) => ownBytes, tone: 'alarm', isRare: true },
  { title: 'bytes cleared', count: ({ device }) => device.bytesCleared },
  { title: 'bytes copied', count: ({ device }) => device.bytesCopied },
  { title: 'pages granted', count: ({ device }) => device.pagesGranted },
  { title: 'blocked writes', count: ({ blockedWrites }) => blockedWrites },
  { title: 'failed steps', count: ({ errorCount }) => errorCount, tone: 'caution' },
];

/** One row for each secret: its different bytes that somebody got for whom they were not meant, for each of those. */
function secretRows(releases: readonly ReleaseOutcome[]): Row[] {
  const [first] = releases;
  return (first?.secrets ?? []).map(({ name }, i) => ({
    title: `${name}: bytes disclosed`,
    count: ({ secrets }) => (secrets[i]?.disclosedTo ?? []).reduce((sum, { bytes }) => sum + bytes, 0),
    tone: 'alarm',
  }));
}

/** The counts of all releases, side by side. */
export function totalsSection({ releases }: ComparisonResult, style: Style): string[] {
  const columns = [
    { title: '', align: 'left' } as const,
    ...releases.map(({ release }) => ({ title: release, align: 'right' }) as const),
  ];
  const told = ROWS.filter(
    ({ isRare, count }) => isRare !== true || releases.some((outcome) => count(outcome) > 0),
  );
  const rows = [...told, ...secretRows(releases)].map(({ title, count, tone }) => [
    title,
    ...releases.map((outcome): Cell => {
      const value = count(outcome);
      const text = grouped(value);
      return tone !== undefined && value > 0 ? { text, paint: style[tone] } : { text };
    }),
  ]);
  return [style.heading('TOTALS'), ...table(columns, rows, '  ', style.dim)];
}
