import type { FrameEntry, Leak } from '../audit/findings.ts';
import type { RunResult } from '../simulation/result.ts';
import { checksumWords } from './checksum-words.ts';
import { numbersText } from './frame-numbers.ts';
import { secondsText } from './notes-section.ts';
import { printable } from './printable.ts';
import type { ReportContext } from './report-context.ts';
import { sectionTitle } from './section-title.ts';
import {
  type KindCounts,
  kindsOf,
  kindsOfSums,
  kindsText,
  paintKinds,
  STALE_KINDS,
  type StaleKind,
} from './stale-kinds.ts';
import type { Style } from './style.ts';
import { type Cell, type Column, table } from './table.ts';
import { notJudgedSummary, verdictWords } from './verdict-words.ts';
import { counted, grouped } from './words.ts';
import { wrap } from './wrap.ts';

/** Frames that are equal but for their number, their time, and where they lay. */
interface Row {
  numbers: number[];
  first: FrameEntry;
  kinds: KindCounts;
  cells: Cell[];
}

/** The list of frames, and which kinds of stale bytes are in what it shows. */
export interface FrameList {
  lines: string[];
  kinds: ReadonlySet<StaleKind>;
}

/** Rows from the beginning that are shown whatever is in them. */
const FIRST_ROWS = 6;

const COLUMNS: readonly Column[] = [
  { title: 'frame', align: 'left' },
  { title: 'time', align: 'right', rank: 1 },
  { title: 'what', align: 'left', least: 14 },
  { title: 'from', align: 'left', least: 8, rank: 3 },
  { title: 'to', align: 'left', least: 8 },
  { title: 'protocol', align: 'left', rank: 2 },
  { title: 'length', align: 'right', rank: 4 },
  { title: 'verdict', align: 'left' },
  { title: 'leaked', align: 'left' },
];

/** Where there are several channels, each frame tells its own. */
const WITH_CHANNELS: readonly Column[] = COLUMNS.toSpliced(2, 0, {
  title: 'channel',
  align: 'left',
  least: 8,
});

/**
 * A line for each frame, or for frames that are equal, in the order in which they crossed.
 *
 * @param most - rows that are shown: the first ones, and of the others those with the worst findings
 */
export function frameSection(result: RunResult, context: ReportContext, most: number): FrameList {
  const { frames, totals } = result;
  const kinds = new Set<StaleKind>();
  if (totals.frames === 0 || frames.length === 0) return { lines: [], kinds };
  const { style, width } = context;
  const rows = rowsOf(result, context);
  const shown = chosen(rows, most);
  const laidOut = table(
    result.channels === undefined ? COLUMNS : WITH_CHANNELS,
    shown.map(({ cells }) => cells),
    '  ',
    style.dim,
    width,
  );
  const [titles = '', ...lines] = laidOut;
  const body: string[] = [];
  let next = 0;
  for (const [i, row] of shown.entries()) {
    const at = rows.indexOf(row);
    body.push(...gap(rows.slice(next, at), context), lines[i] ?? '');
    next = at + 1;
  }
  body.push(...gap(rows.slice(next), context));
  const beyond = totals.frames - frames.length;
  if (beyond > 0) body.push(style.dim(`  … ${counted(beyond, 'frame')} behind these`));
  if (totals.notJudged > 0) {
    const why = `not judged: nothing wrong found, but ${notJudgedSummary(result.notJudgedReasons)}`;
    body.push(...wrap(why, width, '  ', '    '));
  }
  for (const row of shown) for (const kind of STALE_KINDS) if (row.kinds[kind] > 0) kinds.add(kind);
  return { lines: [...sectionTitle('FRAMES', counts(result), context), titles, ...body], kinds };
}

function counts({ totals }: RunResult): string {
  const { frames, txFrames, rxFrames, bytes } = totals;
  const received = rxFrames === 0 ? '' : ` (${grouped(txFrames)} sent, ${grouped(rxFrames)} received)`;
  return `${grouped(frames)}${received}, ${counted(bytes, 'byte')}`;
}

function rowsOf({ frames, leaks, steps }: RunResult, context: ReportContext): Row[] {
  const found = new Map<number | null, Leak>(leaks.map((leak) => [leak.frame.number, leak]));
  const rows = new Map<string, Row>();
  for (const frame of frames) {
    const leak = found.get(frame.number);
    const kinds = leak === undefined ? kindsOfSums(frame) : kindsOf(leak);
    const label = steps[frame.step]?.label ?? `step ${frame.step}`;
    const told = [
      printable(label),
      context.names.short(frame.sender),
      context.names.short(frame.recipient),
      frame.protocol,
      grouped(frame.length),
      verdictOf(frame),
      leakedText(kinds, frame),
      printable(frame.channel ?? ''),
    ];
    const key = told.join('\n');
    const known = rows.get(key);
    if (known !== undefined) known.numbers.push(frame.number);
    else
      rows.set(key, { numbers: [frame.number], first: frame, kinds, cells: told.map((text) => ({ text })) });
  }
  return [...rows.values()].map((row) => ({ ...row, cells: painted(row, context.style) }));
}

function verdictOf({ verdict, checksum }: FrameEntry): string {
  const words = verdictWords(verdict);
  return checksum === undefined ? words : `${words}, ${checksumWords(checksum)}`;
}

function painted({ numbers, first, cells }: Row, style: Style): Cell[] {
  const [what, from, to, protocol, length, verdict, leaked, channel] = cells.map(({ text }) => text);
  return [
    { text: numbersText(numbers, 2) },
    { text: secondsText(first.time), paint: style.dim },
    ...(first.channel === undefined ? [] : [{ text: channel ?? '' }]),
    { text: what ?? '' },
    { text: from ?? '' },
    { text: to ?? '' },
    { text: protocol ?? '' },
    { text: length ?? '' },
    { text: verdict ?? '', ...(first.verdict === 'delivered' ? {} : { paint: style.caution }) },
    { text: leaked ?? '', paint: (text) => paintKinds(text, style) },
  ];
}

/** What leaks in a frame, and what it carries on that leaked in the one that it is made of. */
function leakedText(kinds: KindCounts, { passedOnBytes }: FrameEntry): string {
  const passed = passedOnBytes === undefined ? '' : `${grouped(passedOnBytes)} passed on`;
  return [kindsText(kinds), passed].filter((text) => text !== '').join(' ');
}

/** Which rows are shown: in their order. */
function chosen(rows: readonly Row[], most: number): Row[] {
  if (rows.length <= most) return [...rows];
  const first = rows.slice(0, Math.min(FIRST_ROWS, most));
  const worst = rows
    .slice(first.length)
    .sort(byFindings)
    .slice(0, most - first.length);
  const shown = new Set([...first, ...worst]);
  return rows.filter((row) => shown.has(row));
}

/** The worst kind of leak first, and of one kind the largest; then what was not delivered. */
function byFindings(a: Row, b: Row): number {
  for (const kind of STALE_KINDS) {
    if (a.kinds[kind] !== b.kinds[kind]) return b.kinds[kind] - a.kinds[kind];
  }
  return Number(b.first.verdict !== 'delivered') - Number(a.first.verdict !== 'delivered');
}

/** What is left out between two rows that are shown. */
function gap(rows: readonly Row[], { style, width }: ReportContext): string[] {
  if (rows.length === 0) return [];
  const sum = (which: (row: Row) => boolean): number =>
    rows.reduce((total, row) => total + (which(row) ? row.numbers.length : 0), 0);
  const leaking = sum(({ first }) => first.leakedBytes > 0);
  const lost = sum(({ first }) => first.verdict === 'discarded');
  const parts = [
    ...(leaking > 0 ? [`${grouped(leaking)} of them leaking`] : []),
    ...(lost > 0 ? [`${grouped(lost)} discarded`] : []),
  ];
  const what = counted(
    sum(() => true),
    'frame',
  );
  return wrap(`… ${[what, ...parts].join(', ')}`, width, '  ').map(style.dim);
}
