import { type Cell, type Column, table } from '../../src/report/table.ts';
import { grouped } from '../../src/report/words.ts';
import { type Figure, type Figures, ratesOf, summaryOf } from './figures.ts';
import { type Goal, isMet } from './goals.ts';
import type { BenchResults } from './results.ts';

const INDENT = '  ';
const NOTHING = '-';

/** @returns the results for people; ends with a newline */
export function resultsText({ machine, rounds, packets, leftOut, figures, goals }: BenchResults): string {
  const head = [
    `netchannel-sim ${machine.version}, Node.js ${machine.node}, ${machine.processor} (${machine.cores})`,
    `C: ${machine.compiler ?? 'left out'}; files in ${machine.folder}`,
    `Medians of ${rounds} rounds, ± half of their range; ${grouped(packets)} packets, fewer for slow tools`,
    ...leftOut.map(({ name, why }) => `Left out: ${name}, ${why}`),
  ];
  const rates = figures.all.filter(({ subject }) => subject.packets > 0);
  const starts = figures.all.filter(({ subject }) => subject.packets === 0);
  const sections = [
    head,
    rates.length === 0 ? [] : ['RATES', ...ratesTable(rates, figures, goals)],
    starts.length === 0 ? [] : ['START-UP', ...startTable(starts, figures)],
    goals.length === 0 ? [] : ['GOALS', ...goalsTable(goals)],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function ratesTable(rates: readonly Figure[], figures: Figures, goals: readonly Goal[]): string[] {
  const columns: Column[] = [
    { title: 'what', align: 'left' },
    { title: 'process', align: 'left' },
    { title: 'packets', align: 'right' },
    { title: 'packets/s', align: 'right' },
    { title: '±', align: 'right' },
    { title: 'MB/s', align: 'right' },
    { title: 'CPU ns', align: 'right' },
    { title: 'peak MB', align: 'right' },
    { title: 'of C', align: 'right' },
    { title: 'goal', align: 'left' },
  ];
  const rows = rates.map((figure): (Cell | string)[] => {
    const { subject, phase, peak } = figure;
    const rate = summaryOf(ratesOf(figure));
    const ratio = figures.ofYardstick(figure);
    const goal = goals.find(({ about }) => about?.name === subject.name && about.phase === phase);
    return [
      subject.name,
      phase,
      grouped(subject.packets),
      rate === undefined ? NOTHING : grouped(Math.round(rate.median)),
      rate === undefined ? NOTHING : percent(rate.spread),
      rate === undefined || subject.frameBytes === undefined
        ? NOTHING
        : grouped(Math.round((rate.median * subject.frameBytes) / 1e6)),
      nanoseconds(figure),
      peak === undefined ? NOTHING : grouped(Math.round(peak / 1e6)),
      ratio === undefined ? NOTHING : plain(ratio.median),
      goal === undefined || goal.measured === undefined ? '' : `${bound(goal)} ${verdict(goal)}`,
    ];
  });
  return table(columns, rows, INDENT, (title) => title);
}

/** Processor time of a packet. */
function nanoseconds({ subject, processor }: Figure): string {
  const used = summaryOf(processor);
  return used === undefined ? NOTHING : grouped(Math.round((used.median / subject.packets) * 1e9));
}

function startTable(starts: readonly Figure[], figures: Figures): string[] {
  const columns: Column[] = [
    { title: 'what', align: 'left' },
    { title: 'ms', align: 'right' },
    { title: '±', align: 'right' },
    { title: 'of node', align: 'right' },
    { title: 'CPU ms', align: 'right' },
    { title: 'of node', align: 'right' },
  ];
  const rows = starts.map((figure): string[] => {
    const taken = summaryOf(figure.seconds);
    const ratio = figures.ofYardstick(figure);
    const used = summaryOf(figure.processor);
    const ofNode = figures.ofYardstickProcessor(figure);
    return [
      figure.subject.name.replace(/^start: /, ''),
      taken === undefined ? NOTHING : (taken.median * 1000).toFixed(0),
      taken === undefined ? NOTHING : percent(taken.spread),
      ratio === undefined ? NOTHING : plain(1 / ratio.median),
      used === undefined ? NOTHING : (used.median * 1000).toFixed(0),
      ofNode === undefined ? NOTHING : plain(ofNode.median),
    ];
  });
  return table(columns, rows, INDENT, (title) => title);
}

function goalsTable(goals: readonly Goal[]): string[] {
  const columns: Column[] = [
    { title: 'what', align: 'left' },
    { title: 'measured', align: 'right' },
    { title: 'goal', align: 'right' },
    { title: '', align: 'left' },
  ];
  const rows = goals.map((goal): string[] => {
    const { what, measured, unit } = goal;
    return [what, measured === undefined ? NOTHING : quantity(measured, unit), bound(goal), verdict(goal)];
  });
  return table(columns, rows, INDENT, (title) => title);
}

function bound({ atLeast, atMost, unit }: Goal): string {
  return atLeast === undefined ? `<= ${quantity(atMost ?? 0, unit)}` : `>= ${quantity(atLeast, unit)}`;
}

function verdict(goal: Goal): string {
  const met = isMet(goal);
  if (met === undefined) return 'not measured';
  return met ? 'met' : 'NOT MET';
}

function quantity(value: number, unit: Goal['unit']): string {
  return unit === 'MB' ? `${Math.round(value)} MB` : plain(value);
}

/** Ratios from hundredths to thousands. */
function plain(value: number): string {
  return value >= 100 ? grouped(Math.round(value)) : value.toFixed(value < 0.1 ? 4 : 2);
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
