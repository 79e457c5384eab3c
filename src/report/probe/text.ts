import { deviceTitle } from '../../netchannel/devices.ts';
import type { ByteVerdict, ProbedFrame, ProbeResult, Stretch } from '../../probe/result.ts';
import { hiddenLines, listingOf } from '../listing.ts';
import { printable } from '../printable.ts';
import { PLAIN_STYLE, type Style } from '../style.ts';
import { type Cell, table } from '../table.ts';
import { counted, grouped } from '../words.ts';
import { wrap, wrapPieces } from '../wrap.ts';
import { probedDump } from './dump.ts';
import { checksumRemark, flawSentence, lengthsText } from './flaw-words.ts';
import { probeHeadline } from './headline.ts';

export interface ProbeTextOptions {
  /** How things are set off. Plain if absent. */
  style?: Style;
  /** Of a line, in characters. 100 if absent. */
  width?: number;
  /** Frames that are told one by one. 20 if absent. */
  list?: number;
  /** Whether all bytes of each frame are told, with their fields. False if absent. */
  verbose?: boolean;
  /** The command that tells them; none is suggested if absent. */
  verboseCommand?: string;
}

const VERDICT_WORDS: Readonly<Record<ByteVerdict, string>> = {
  written: 'written',
  'passed-through': 'passes through',
  'some-bits': 'some bits pass through',
  copied: 'copied from elsewhere in the buffer',
  depends: 'computed from old memory',
  varies: 'varies by itself',
  unknown: 'there under one filling only',
};

/**
 * What came of probing a writer as a report for people: in one sentence, then frame by frame what is wrong, with the bytes.
 *
 * @param subject - who the writer is
 * @returns text that ends with a newline
 */
export function renderProbe(subject: string, result: ProbeResult, options: ProbeTextOptions = {}): string {
  const { style = PLAIN_STYLE, width = 100, list = 20, verbose = false } = options;
  const { size, passes, fillings, frames, device } = result;
  const where = device === null ? '' : ` under ${deviceTitle(device)}`;
  const title = `${printable(subject)}${where}: a buffer of ${counted(size, 'byte')}, filled in ${counted(fillings.length, 'way')}, ${counted(passes, 'time')} in all`;
  const paint = result.totals.flaws > 0 ? style.alarm : style.strong;
  const head = [
    ...wrap(title, width).map(style.dim),
    ...linkWords(result)
      .flatMap((words) => wrap(words, width))
      .map(style.dim),
    '',
    ...wrap(probeHeadline(result), width).map(paint),
  ];
  const telling = verbose ? frames : frames.filter((frame) => isTelling(frame));
  const listing = listingOf(telling, telling.length, list);
  const sections = [
    head,
    ...listing.shown.map((frame) => frameSection(frame, result, { style, width, verbose })),
    hiddenLines(listing, 'frame', style, { width }),
    nextSection(options, style),
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
}

/** What the writer is taken to write; nothing of Ethernet frames, which writers mostly write. */
function linkWords({ linkType, linkTypeGiven }: ProbeResult): string[] {
  if (linkType === 'ethernet') return [];
  const behind = linkType === 'null' ? ', behind four bytes of a header' : ', without an Ethernet header';
  const evident = '; that is evident, and --link-type ethernet has them read as frames';
  return [`IP packets${behind}${linkTypeGiven ? '' : evident}`];
}

/** Whether something is to be said of a frame. */
function isTelling({ flaws, stretches, length }: ProbedFrame): boolean {
  return (
    flaws.length > 0 || length.verdict !== 'same' || stretches.some(({ verdict }) => verdict !== 'written')
  );
}

function frameSection(
  frame: ProbedFrame,
  result: ProbeResult,
  { style, width, verbose }: { style: Style; width: number; verbose: boolean },
): string[] {
  const { number, flow, clean, flaws, checksums, stretches, length, dirtyFilling } = frame;
  const title = { text: `FRAME ${grouped(number)}`, paint: style.heading };
  const lines = wrapPieces([title, `  ${flow}, ${counted(clean.length, 'byte')}`], width, '', '  ');
  for (const flaw of flaws) {
    lines.push(...wrap(flawSentence(flaw, frame, result), width, '  ', '    ').map(style.alarm));
  }
  for (const remark of [...checksums.flatMap((one) => checksumRemark(one) ?? []), ...varying(stretches)]) {
    lines.push(...wrap(remark, width, '  ', '    ').map(style.dim));
  }
  if (length.verdict === 'varies') {
    const text = `the length varies by itself, and cannot be judged: ${lengthsText(frame, result)}`;
    lines.push(...wrap(text, width, '  ', '    ').map(style.caution));
  }
  lines.push(...probedDump(frame, result.fillings[dirtyFilling]?.name ?? '', width, style));
  if (verbose)
    lines.push('', ...stretchTable(stretches, width, style), ...checksumTable(frame, result, width, style));
  return lines;
}

function varying(stretches: readonly Stretch[]): string[] {
  const fields = [
    ...new Set(stretches.filter(({ verdict }) => verdict === 'varies').map(({ field }) => field)),
  ];
  if (fields.length === 0) return [];
  return [
    `${fields.join(', ')}: not the same on the same memory twice (a counter, a time, chance), so not judged`,
  ];
}

/** Every byte of a frame: what field it is of, and what was found of it. */
function stretchTable(stretches: readonly Stretch[], width: number, style: Style): string[] {
  const columns = [
    { title: 'bytes', align: 'left' },
    { title: 'field', align: 'left', least: 12 },
    { title: 'verdict', align: 'left', least: 12 },
  ] as const;
  const rows = stretches.map((stretch): (Cell | string)[] => {
    const { start, end, field, verdict, from, mask } = stretch;
    const more =
      from !== null ? `, ${from}` : mask !== null ? `, mask 0x${mask.toString(16).padStart(2, '0')}` : '';
    const paint = verdict === 'written' ? style.dim : style.alarm;
    const span = end - start === 1 ? String(start) : `${start}..${end - 1}`;
    return [span, field, { text: `${VERDICT_WORDS[verdict]}${more}`, paint }];
  });
  return table(columns, rows, '    ', style.dim, width);
}

/** Each checksum under each filling. */
function checksumTable(
  { checksums }: ProbedFrame,
  { fillings }: ProbeResult,
  width: number,
  style: Style,
): string[] {
  if (checksums.length === 0) return [];
  const columns = [
    { title: 'checksum', align: 'left' },
    ...fillings.map(({ name }) => ({ title: name, align: 'left', least: 4 }) as const),
  ] as const;
  const rows = checksums.map(({ field, under }): (Cell | string)[] => [
    field,
    ...under.map(
      ({ status }): Cell =>
        status === 'bad'
          ? { text: 'wrong', paint: style.alarm }
          : { text: status === 'good' ? 'right' : status },
    ),
  ]);
  return ['', ...table(columns, rows, '    ', style.dim, width)];
}

function nextSection({ verbose = false, verboseCommand }: ProbeTextOptions, style: Style): string[] {
  if (verbose || verboseCommand === undefined) return [];
  return [
    style.heading('NEXT'),
    `  ${style.command(verboseCommand)}`,
    style.dim('      tells every byte with its field, and each checksum under each filling'),
  ];
}
