import type {
  ComparisonResult,
  DeviceMeasures,
  ReleaseOutcome,
} from '../../simulation/comparison/comparison-result.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';
import { grouped } from '../words.ts';

type Measured = ReleaseOutcome & { measures: DeviceMeasures };

/** A column of the table of measures. */
interface Measure {
  title: string;
  text: (outcome: Measured) => string;
  isBad?: (outcome: Measured) => boolean;
}

function count(title: string, of: (outcome: Measured) => number, isBad = false): Measure {
  return {
    title,
    text: (outcome) => grouped(of(outcome)),
    ...(isBad ? { isBad: (outcome: Measured) => of(outcome) > 0 } : {}),
  };
}

const ACHIEVED: readonly Measure[] = [
  count('leaked', ({ totals }) => totals.leakedBytes, true),
  count('cross', ({ totals }) => totals.crossRecipientBytes, true),
  count('longest', ({ measures }) => measures.longestRun, true),
  count('pattern', ({ totals }) => totals.patternedBytes, true),
  count('exposed', ({ exposure }) => exposure?.mostBytes ?? 0),
  count('never sent', ({ exposure }) => exposure?.mostNeverSent ?? 0),
  count('beside', ({ exposure }) => exposure?.exposedFrames ?? 0),
  count('wrong', ({ totals }) => totals.checksumFailures),
  count('discarded', ({ totals }) => totals.discarded),
  count('differ', ({ measures }) => measures.differingFrames, true),
];

/** What few scripts have any of: told only where there is some. */
const OWN = count('own', ({ ownBytes = 0 }) => ownBytes, true);

const PAID: readonly Measure[] = [
  count('cleared', ({ device }) => device.bytesCleared),
  {
    title: 'per byte sent',
    text: ({ measures: { clearAmplification } }) =>
      clearAmplification === null ? '-' : clearAmplification.toFixed(2),
  },
  count('copied', ({ device }) => device.bytesCopied),
  count('grants', ({ measures }) => measures.grants),
  count('maps', ({ measures }) => measures.maps),
  count('copies', ({ measures }) => measures.copies),
  count('pinned', ({ measures }) => measures.pagesPinned),
  count('waits', ({ blockedWrites }) => blockedWrites),
];

const LEGEND = {
  achieved: [
    'leaked: bytes of earlier packets that were sent; cross: to somebody whom they were not meant for; longest: in a row.',
    'pattern: bytes of it that were sent. exposed: the most bytes at a time that netback could read and was not told of;',
    'never sent: the most of those that never were; beside: so many frames. wrong: checksums. differ: frames that are',
    'not those of clean memory.',
  ],
  own: 'own: bytes that its frontend had for itself and netback got at.',
  paid: [
    'cleared, copied: bytes. grants, maps, copies: how often, set-up included. pinned: pages granted for sending at a time.',
  ],
};

/** @returns the devices with their measures; undefined if devices were not measured */
export function measuredOf({ releases }: ComparisonResult): Measured[] | undefined {
  const measured = releases.filter((outcome): outcome is Measured => outcome.measures !== undefined);
  return measured.length === 0 ? undefined : measured;
}

/** What each device achieves, and what it costs. */
export function measuresSection(measured: readonly Measured[], style: Style): string[] {
  return measureTables(measured).flatMap(({ title, legend, columns, rows }, i) => [
    ...(i === 0 ? [] : ['']),
    style.heading(title.toUpperCase()),
    ...table(
      [
        { title: 'device', align: 'left' },
        ...columns.map((column) => ({ title: column, align: 'right' }) as const),
      ],
      rows.map(({ device, cells }) => [
        device,
        ...cells.map(({ text, isBad }): Cell => (isBad ? { text, paint: style.alarm } : { text })),
      ]),
      '  ',
      style.dim,
    ),
    ...legend.map((line) => style.dim(`  ${line}`)),
  ]);
}

/** A table of measures, whoever draws it. */
export interface MeasureTable {
  title: string;
  /** What the columns mean, in lines. */
  legend: readonly string[];
  /** Without that of the devices. */
  columns: string[];
  rows: { device: string; cells: { text: string; isBad: boolean }[] }[];
}

/** @returns what each device achieves, and what it costs */
export function measureTables(measured: readonly Measured[]): MeasureTable[] {
  const tableOf = (title: string, measures: readonly Measure[], legend: readonly string[]): MeasureTable => ({
    title,
    legend,
    columns: measures.map((measure) => measure.title),
    rows: measured.map((outcome) => ({
      device: outcome.release,
      cells: measures.map(({ text, isBad }) => ({ text: text(outcome), isBad: isBad?.(outcome) === true })),
    })),
  });
  const hasOwn = reachedOf(measured).length > 0;
  const achieved = [...ACHIEVED, ...(hasOwn ? [OWN] : []), ...secretMeasures(measured)];
  return [
    tableOf('Which fix is enough', achieved, [...LEGEND.achieved, ...(hasOwn ? [LEGEND.own] : [])]),
    tableOf('What it costs', PAID, LEGEND.paid),
  ];
}

/**
 * A sentence for each kind of device: those that send what clean memory would give, and the others; and one for those
 * under which netback got at more than is sent.
 */
export function measuresHeadline(measured: readonly Measured[]): string {
  const isEnough = ({ totals, measures }: Measured): boolean =>
    totals.leakedBytes === 0 && measures.differingFrames === 0;
  const enough = measured.filter(isEnough);
  const others = measured.filter((outcome) => !isEnough(outcome));
  const reached = reachedOf(measured);
  const sides = [
    ...(enough.length > 0
      ? [`Enough: ${enough.map(({ release }) => release).join(', ')} send what clean memory would.`]
      : []),
    ...(others.length > 0 ? [`Not enough: ${others.map(({ release }) => release).join(', ')}.`] : []),
    ...(reached.length > 0
      ? [
          `Netback got at bytes that its frontend had for itself under ${reached.map(({ release }) => release).join(', ')}.`,
        ]
      : []),
  ];
  return sides.join(' ');
}

/** @returns the devices under which netback got at bytes that its frontend had for itself */
function reachedOf(measured: readonly Measured[]): Measured[] {
  return measured.filter(({ ownBytes = 0 }) => ownBytes > 0);
}

function secretMeasures([first]: readonly Measured[]): Measure[] {
  return (first?.secrets ?? []).map(({ name }, i) =>
    count(
      name,
      ({ secrets }) => (secrets[i]?.disclosedTo ?? []).reduce((sum, { bytes }) => sum + bytes, 0),
      true,
    ),
  );
}
