import type { RunResult } from '../../simulation/result.ts';
import { printable } from '../printable.ts';
import { PLAIN_STYLE, type Style } from '../style.ts';
import { type Cell, table } from '../table.ts';
import { grouped } from '../words.ts';
import { type RunVerdict, verdictOf } from './checks.ts';
import type { ReportedRun } from './reported-run.ts';

const COLUMNS = [
  { title: 'script', align: 'left', least: 12 },
  { title: 'release', align: 'left' },
  { title: 'frames', align: 'right', rank: 2 },
  { title: 'delivered', align: 'right', rank: 1 },
  { title: 'discarded', align: 'right', rank: 5 },
  { title: 'leaked', align: 'right' },
  { title: 'cross-recipient', align: 'right', rank: 4 },
  { title: 'expectations met', align: 'right', rank: 3 },
  { title: 'verdict', align: 'left' },
] as const;

/** All runs at a glance: a line each. */
export function runsTable(
  runs: readonly ReportedRun[],
  style: Style = PLAIN_STYLE,
  width?: number,
): string[] {
  const rows = runs.map((run) => rowOf(run, style));
  return [
    `${style.heading('ALL RUNS')}  frames, leaked bytes, and what became of each`,
    ...table(COLUMNS, rows, '  ', style.dim, width),
  ];
}

function rowOf(run: ReportedRun, style: Style): Cell[] {
  const verdict = verdictOf(run);
  const last: Cell = { text: verdict, paint: paintOf(verdict, style) };
  const first: Cell[] = [{ text: printable(run.file) }, { text: run.release }];
  if (run.result === undefined) return [...first, ...Array<Cell>(6).fill({ text: '-' }), last];
  const { totals } = run.result;
  const bad = (value: number): Cell =>
    value > 0 ? { text: grouped(value), paint: style.alarm } : { text: '0' };
  return [
    ...first,
    { text: grouped(totals.frames) },
    { text: grouped(totals.delivered) },
    bad(totals.discarded),
    bad(totals.leakedBytes),
    bad(totals.crossRecipientBytes),
    { text: expectationsText(run.result) },
    last,
  ];
}

function expectationsText({ expectations: { checked, failed, unchecked } }: RunResult): string {
  if (checked + unchecked === 0) return '-';
  return `${grouped(checked - failed)} of ${grouped(checked + unchecked)}`;
}

function paintOf(verdict: RunVerdict, style: Style): (text: string) => string {
  if (verdict === 'failed' || verdict === 'error') return style.alarm;
  return verdict === 'stopped' ? style.caution : style.strong;
}
