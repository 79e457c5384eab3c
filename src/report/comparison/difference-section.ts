import type {
  ComparedFrame,
  ComparisonResult,
  FrameDifference,
  StaleSpan,
} from '../../simulation/comparison/comparison-result.ts';
import type { Names } from '../names.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';
import { verdictWords } from '../verdict-words.ts';
import { byteSpan, counted, enumerated, grouped } from '../words.ts';
import { alignedDump } from './aligned-dump.ts';

/** Stretches of stale bytes of one frame that are told one by one. */
const MOST_SPANS = 4;

/** The first frames that differ, one by one. Empty if none does. */
export function differenceSection(
  { releases, differences }: ComparisonResult,
  names: Names,
  style: Style,
): string[] {
  const { frames, first, compared } = differences;
  if (frames === 0) return [];
  const lines = [
    `${style.heading('DIFFERENCES')}  ${grouped(frames)} of ${counted(compared, 'frame')}`,
    ...(first.length === 0 ? [] : legend(releases.length, style)),
  ];
  for (const difference of first) lines.push('', ...describe(difference, names, style));
  const hidden = frames - first.length;
  if (hidden > 0) {
    const what = counted(hidden, `${first.length > 0 ? 'more ' : ''}frame`);
    const differ = hidden === 1 ? 'differs' : 'differ';
    lines.push('', style.dim(`  … ${what} ${differ}, not shown here: --differences shows more`));
  }
  return lines;
}

function legend(releases: number, style: Style): string[] {
  const what = releases > 2 ? 'not what most of the releases have there' : 'bytes that differ';
  return [`  ${style.alarm('[5a]')} ${what}; rows in which all agree are left out`];
}

function describe(difference: FrameDifference, names: Names, style: Style): string[] {
  const { frames, missing, recipient, direction, flow, step } = difference;
  const verb = direction === 'tx' ? 'sent in' : 'received in';
  const subject = `Frame ${numbersOf(frames)} to ${names.recipient(recipient)}`;
  return [
    `  ${style.strong(subject)}`,
    `    ${style.dim(verb)} ${flow}; ${names.step(step)}`,
    ...verdictTable(frames, style),
    ...(missing.length === 0 ? [] : [`    ${style.caution(`did not cross under ${enumerated(missing)}`)}`]),
    ...alignedDump(frames, style, '      '),
  ];
}

/** Frames have numbers of their own in each release. */
function numbersOf(frames: readonly ComparedFrame[]): string {
  const numbers = new Set(frames.map(({ number }) => number));
  if (numbers.size === 1) return String(frames[0]?.number);
  return enumerated(frames.map(({ number, release }) => `${number} (${release})`));
}

function verdictTable(frames: readonly ComparedFrame[], style: Style): string[] {
  const rows = frames.map((frame): Cell[] => [
    { text: frame.release },
    frame.verdict === 'delivered'
      ? { text: frame.verdict }
      : {
          text: verdictWords(frame.verdict),
          paint: frame.verdict === 'discarded' ? style.alarm : style.caution,
        },
    { text: counted(frame.bytes.length, 'byte') },
    staleCell(frame, style),
  ]);
  const columns = [
    { title: '', align: 'left' },
    { title: '', align: 'left' },
    { title: '', align: 'right' },
    { title: '', align: 'left' },
  ] as const;
  return table(columns, rows, '    ', style.dim);
}

function staleCell({ stale, staleSums, passedOn = [] }: ComparedFrame, style: Style): Cell {
  const sums = staleSums.map(({ field }) => field);
  const parts = [
    ...(stale.length === 0 ? [] : [`stale: ${spansText(stale)}`]),
    ...(passedOn.length === 0 ? [] : [`stale, passed on: ${spansText(passedOn)}`]),
    ...(sums.length === 0 ? [] : [`${enumerated(sums)} summed over stale memory`]),
  ];
  if (parts.length === 0) return { text: 'nothing stale', paint: style.dim };
  return { text: parts.join('; '), paint: style.alarm };
}

function spansText(spans: readonly StaleSpan[]): string {
  const shown = spans
    .slice(0, MOST_SPANS)
    .map(({ start, end, field }) => `${byteSpan(start, end)} (${field})`);
  const hidden = spans.length - shown.length;
  return shown.join(', ') + (hidden > 0 ? `, … and ${grouped(hidden)} more` : '');
}
