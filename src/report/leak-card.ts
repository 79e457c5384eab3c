import type { Leak, LeakedSecret, LeakRange } from '../audit/findings.ts';
import { type ExcerptOptions, excerptRows } from './excerpt.ts';
import { wayLines } from './leak-way.ts';
import type { Names } from './names.ts';
import { printable } from './printable.ts';
import { kindsOf, worstKind } from './stale-kinds.ts';
import { bySource } from './stale-source.ts';
import type { Style } from './style.ts';
import { verdictWords } from './verdict-words.ts';
import { byteSpan, counted, grouped } from './words.ts';
import { type Piece, wrapPieces } from './wrap.ts';

/** Ranges of one leak that are told one by one. */
const MOST_RANGES = 12;

/** What a dump of a leak stands behind. */
const DUMP_INDENT = '      ';

/** How a leak is told. */
export interface CardOptions {
  names: Names;
  style: Style;
  width: number;
  /** Bytes that its dump has at most. */
  most: number;
}

/** One leak, in the order of KMSAN: where the bytes left, where they were last written, which bytes of how many. */
export function leakCard(leak: Leak, options: CardOptions): string[] {
  const { names, style, width } = options;
  const { frame } = leak;
  const ranges = leak.ranges.slice(0, MOST_RANGES);
  const hidden = leak.ranges.length + (leak.leftOut?.ranges ?? 0) - ranges.length;
  const where = frame.channel === undefined ? '' : `on ${printable(frame.channel)}: `;
  const sent: Piece = { text: `${where}${frame.flow}; ${names.step(frame.step)}` };
  return [
    ...wrapPieces(headOf(leak, names, style), width, '  ', '    '),
    ...wrapPieces([sent], width, { text: '    sent in      ', paint: style.dim }, ' '.repeat(17)),
    ...(frame.pushed === undefined
      ? []
      : wrapPieces(
          [{ text: `${frame.pushed.flow}, for ${names.recipient(frame.pushed.recipient)}` }],
          width,
          { text: '    pushed as    ', paint: style.dim },
          ' '.repeat(17),
        )),
    ...wayLines(leak, names).flatMap((line) =>
      wrapPieces([{ text: line }], width, { text: '    went on in   ', paint: style.dim }, ' '.repeat(17)),
    ),
    ...bySource(ranges, describeRange, options),
    ...(hidden > 0 ? [style.dim(`                   … and ${counted(hidden, 'more range')}`)] : []),
    ...excerptRows(leak, dumpOptions(options)),
  ];
}

/** How the dump in a card is shown. */
export function dumpOptions({ style, width, most }: Omit<CardOptions, 'names'>): ExcerptOptions {
  return { style, width, most, indent: DUMP_INDENT };
}

function headOf(leak: Leak, names: Names, style: Style): Piece[] {
  const { frame, verdict, leakedBytes, nonZeroBytes, crossRecipientBytes } = leak;
  const astray = crossRecipientBytes === leakedBytes ? 'all of them' : grouped(crossRecipientBytes);
  const cross = crossRecipientBytes > 0 ? [`${astray} meant for somebody else`] : [];
  const kind = worstKind(kindsOf(leak));
  return [
    { text: `Frame ${frame.number ?? '?'} to ${names.recipient(frame.recipient)}`, paint: style.strong },
    ', ',
    { text: verdictWords(verdict), paint: verdict === 'delivered' ? undefined : style.caution },
    ': ',
    {
      text: `${grouped(leakedBytes)} of ${counted(leak.length, 'byte')} stale`,
      paint: kind === undefined ? undefined : style[kind],
    },
    ['', `${grouped(nonZeroBytes)} not zero`, ...cross].join(', '),
  ].map((piece) => (typeof piece === 'string' ? { text: piece } : piece));
}

function describeRange({
  start,
  end,
  field,
  source,
  origin,
  summedInto,
  secrets = [],
  secretsLeftOut = 0,
}: LeakRange): string {
  const summed = summedInto.length === 0 ? '' : `; summed into the ${summedInto.join(' and ')} checksum`;
  const more = secretsLeftOut === 0 ? '' : `; and ${counted(secretsLeftOut, 'more piece')} of secrets`;
  return `${byteSpan(start, end)} (${field}); there at offset ${source.offset}${describeOrigin(origin)}${secrets.map(describeSecret).join('')}${more}${summed}`;
}

/** @returns whose the bytes were before a firewall passed them on */
function describeOrigin(origin: LeakRange['origin']): string {
  if (origin === undefined) return '';
  const frame = origin.number === null ? 'a write that never became a frame' : `frame ${origin.number}`;
  const channel = origin.channel === undefined ? '' : ` on ${printable(origin.channel)}`;
  return `, old there already: from ${frame}${channel}, offset ${origin.offset}`;
}

/** @returns which bytes of a secret are among those of a range */
function describeSecret({ name, offset, start, end }: LeakedSecret): string {
  return `; ${byteSpan(offset, offset + end - start)} of secret ${printable(name)}`;
}
