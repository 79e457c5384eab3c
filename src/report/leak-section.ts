import type { Leak, LeakedSecret, LeakRange } from '../audit/findings.ts';
import type { RunResult } from '../simulation/result.ts';
import { excerptRows } from './excerpt.ts';
import { hiddenLines, listingOf } from './listing.ts';
import type { Names } from './names.ts';
import { bySource } from './stale-source.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';
import { verdictWords } from './verdict-words.ts';
import { byteSpan, counted, grouped } from './words.ts';

/** Rows of the table of groups, if not more findings than that are listed. */
const LEAST_GROUPS = 20;

/** Ranges of one leak that are told one by one. */
const MOST_RANGES = 12;

/** Leaked bytes: by whom they were meant for, who got them and the field; then frame by frame. Empty if there are none. */
export function leakSection(result: RunResult, names: Names, list: number, style: Style): string[] {
  const { leakedBytes, leakingFrames } = result.totals;
  if (leakingFrames === 0) return [];
  const lines = [
    `${style.heading('LEAKS')}  ${counted(leakedBytes, 'stale byte')} in ${counted(leakingFrames, 'frame')}`,
    ...groupTable(result, names, list, style),
  ];
  const listing = listingOf(result.leaks, leakingFrames, list);
  for (const leak of listing.shown) lines.push('', ...describeLeak(leak, names, style));
  const hidden = hiddenLines(listing, 'leaking frame', style);
  if (hidden.length > 0) lines.push('', ...hidden);
  return lines;
}

function groupTable({ leakGroups }: RunResult, names: Names, list: number, style: Style): string[] {
  const { shown, hidden } = listingOf(leakGroups, leakGroups.length, Math.max(list, LEAST_GROUPS));
  const rows = shown.map((group) => [
    { text: group.crossRecipient ? '!' : '', paint: style.alarm },
    names.party(group.from),
    names.party(group.to),
    group.field,
    grouped(group.frames),
    { text: grouped(group.bytes), paint: style.alarm },
    grouped(group.nonZeroBytes),
    grouped(group.firstFrame),
  ]);
  const columns = [
    { title: '', align: 'left' },
    { title: 'meant for', align: 'left' },
    { title: 'went to', align: 'left' },
    { title: 'field', align: 'left' },
    { title: 'frames', align: 'right' },
    { title: 'bytes', align: 'right' },
    { title: 'not zero', align: 'right' },
    { title: 'first in frame', align: 'right' },
  ] as const;
  const lines = table(columns, rows, '  ', style.dim);
  if (hidden > 0) lines.push(style.dim(`  … and ${counted(hidden, 'smaller group')}`));
  return lines;
}

/** In the order of KMSAN: where the bytes left, where they were last written, which bytes of how many. */
function describeLeak(leak: Leak, names: Names, style: Style): string[] {
  const { frame, leakedBytes, nonZeroBytes, crossRecipientBytes } = leak;
  const cross = crossRecipientBytes > 0 ? `${grouped(crossRecipientBytes)} meant for another address` : '';
  const counts = [`${grouped(nonZeroBytes)} not zero`, cross].filter((text) => text !== '').join(', ');
  const subject = `Frame ${frame.number ?? '?'} to ${names.recipient(frame.recipient)}`;
  const verdict = leak.verdict === 'delivered' ? leak.verdict : style.caution(verdictWords(leak.verdict));
  const lines = [
    `  ${style.strong(subject)}, ${verdict}: ${style.alarm(`${grouped(leakedBytes)} of ${counted(leak.length, 'byte')} stale`)}, ${counts}`,
    `    ${style.dim('sent in     ')} ${frame.flow}; ${names.step(frame.step)}`,
  ];
  const ranges = leak.ranges.slice(0, MOST_RANGES);
  lines.push(...bySource(ranges, describeRange, names, style));
  const hidden = leak.ranges.length - ranges.length;
  if (hidden > 0) lines.push(style.dim(`                   … and ${counted(hidden, 'more range')}`));
  return [...lines, ...excerptRows(leak, style, '      ')];
}

function describeRange({ start, end, field, source, summedInto, secrets = [] }: LeakRange): string {
  const summed = summedInto.length === 0 ? '' : `; summed into the ${summedInto.join(' and ')} checksum`;
  return `${byteSpan(start, end)} (${field}); there at offset ${source.offset}${secrets.map(describeSecret).join('')}${summed}`;
}

/** @returns which bytes of a secret are among those of a range */
function describeSecret({ name, offset, start, end }: LeakedSecret): string {
  return `; ${byteSpan(offset, offset + end - start)} of secret ${name}`;
}
