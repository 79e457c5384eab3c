import type { ChecksumFailure, ChecksumGroup, Leak } from '../audit/findings.ts';
import type { RunResult } from '../simulation/result.ts';
import { describeFailure } from './checksum-failure.ts';
import { framesText } from './frame-numbers.ts';
import { indented } from './leak-section.ts';
import { hiddenLines } from './listing.ts';
import type { ReportContext } from './report-context.ts';
import { sectionTitle } from './section-title.ts';
import { table } from './table.ts';
import { byteSpan, counted, grouped } from './words.ts';
import { wrap, wrapPieces } from './wrap.ts';

const CAUSES = {
  'stale-memory': 'stale memory summed',
  writer: 'the writer itself',
  'left-to-card': 'left to the card',
} as const;

/** Groups that the short account tells of each cause. */
const MOST_GROUPS = 3;

/** Stretches of summed memory that equal failures are told by. */
const MOST_SPANS = 3;

/** Wrong checksums: by protocol and cause; then one by one, equal ones once. Empty if there are none. */
export function checksumSection(result: RunResult, context: ReportContext): string[] {
  const { list, style } = context;
  const { checksumFailures } = result.totals;
  if (checksumFailures === 0) return [];
  const lines = [...titleLines(result, context), ...groupTable(result, context)];
  const leaks = new Map<number | null, Leak>(result.leaks.map((leak) => [leak.frame.number, leak]));
  const shown = clusters(result.checksumFailures).slice(0, list);
  for (const failures of shown) lines.push('', ...describe(failures, leaks, context));
  const told = shown.reduce((sum, { length }) => sum + length, 0);
  const hidden = hiddenLines({ shown, hidden: checksumFailures - told }, 'wrong checksum', style, context);
  if (hidden.length > 0) lines.push('', ...hidden);
  return lines;
}

/** The same in short: a line for each cause. Empty if there are none. */
export function checksumSummary(result: RunResult, context: ReportContext): string[] {
  const { checksumGroups, totals } = result;
  if (totals.checksumFailures === 0) return [];
  const lines = titleLines(result, context);
  for (const [cause, why] of [
    ['stale-memory', 'from stale memory that was summed in'],
    ['writer', 'of the writer itself, wrong even on clean memory'],
    ['left-to-card', 'left to the card, as the ring says, which the receiver does not read'],
  ] as const) {
    const groups = checksumGroups.filter((group) => group.cause === cause);
    if (groups.length === 0) continue;
    const failures = groups.reduce((sum, group) => sum + group.failures, 0);
    lines.push(...wrap(`${grouped(failures)} ${why}: ${groupsText(groups)}`, context.width, '  ', '    '));
  }
  return lines;
}

function titleLines({ totals }: RunResult, context: ReportContext): string[] {
  const { checksumFailures, discarded, overlooked = 0, flagsDropped = 0 } = totals;
  const text =
    overlooked === 0
      ? `${grouped(checksumFailures)} in ${counted(discarded - flagsDropped, 'frame')}, which the receiver discarded`
      : `${grouped(checksumFailures)}; in ${counted(overlooked, 'frame')} the firewall did not look`;
  const more =
    flagsDropped === 0
      ? ''
      : `; ${counted(flagsDropped, 'more frame')} for what the ring says, or does not say`;
  return sectionTitle('WRONG CHECKSUMS', `${text}${more}`, context);
}

function groupsText(groups: readonly ChecksumGroup[]): string {
  const told = groups.slice(0, MOST_GROUPS).map(({ protocol, failures, firstFrame }) => {
    if (failures === 1) return `${protocol} in frame ${grouped(firstFrame)}`;
    const many = groups.length === 1 ? protocol : `${grouped(failures)} ${protocol}`;
    return `${many} from frame ${grouped(firstFrame)} on`;
  });
  const hidden = groups.length - told.length;
  return [...told, ...(hidden > 0 ? [`${grouped(hidden)} more protocols`] : [])].join(', ');
}

function groupTable({ checksumGroups }: RunResult, { style, width }: ReportContext): string[] {
  const rows = checksumGroups.map(({ protocol, cause, failures, firstFrame }) => [
    protocol,
    CAUSES[cause],
    { text: grouped(failures), paint: style.caution },
    grouped(firstFrame),
  ]);
  const columns = [
    { title: 'checksum', align: 'left' },
    { title: 'cause', align: 'left' },
    { title: 'count', align: 'right' },
    { title: 'first in frame', align: 'right' },
  ] as const;
  return table(columns, rows, '  ', style.dim, width);
}

/** Puts together failures of the same protocol, with the same cause in the same bytes. */
function clusters(failures: readonly ChecksumFailure[]): ChecksumFailure[][] {
  const found = new Map<string, ChecksumFailure[]>();
  for (const failure of failures) {
    const { protocol, cause, offset, staleSummed } = failure;
    const key = [protocol, cause, offset, ...staleSummed.flatMap(({ start, end }) => [start, end])].join(' ');
    const known = found.get(key);
    if (known === undefined) found.set(key, [failure]);
    else known.push(failure);
  }
  return [...found.values()].sort((a, b) => b.length - a.length);
}

function describe(
  failures: readonly ChecksumFailure[],
  leaks: ReadonlyMap<number | null, Leak>,
  context: ReportContext,
): string[] {
  const [first] = failures;
  if (first === undefined) return [];
  const leak = leaks.get(first.frame.number);
  if (failures.length === 1) return describeFailure(first, leak, context);
  const { style, width } = context;
  const numbers = failures.map(({ frame }) => frame.number ?? 0);
  const frames = framesText(numbers, 8).replace('frames', 'Frames');
  const text = `: ${first.protocol} checksum, ${CAUSES[first.cause]}${summedText(first)}`;
  return [
    ...wrapPieces([{ text: frames, paint: style.strong }, text], width, '  ', '    '),
    ...indented(describeFailure(first, leak, { ...context, width: width - 2 })),
  ];
}

function summedText({ staleSummed }: ChecksumFailure): string {
  if (staleSummed.length === 0) return '';
  const spans = staleSummed.slice(0, MOST_SPANS).map(({ start, end }) => byteSpan(start, end));
  return `, ${spans.join(', ')}${staleSummed.length > MOST_SPANS ? ', …' : ''}`;
}
