import { MOST_RANGES } from '../../audit/bounded-finding.ts';
import { EXCERPT_BYTES } from '../../audit/findings.ts';
import type { JsonReport } from '../json-schema.ts';
import { CannotMergeReports } from './cannot-merge-reports.ts';
import type { NamedReport } from './parse-report.ts';

/** Longer than any frame, and any block that a sum may go over. */
const MOST_IN_FRAME = 262_144;

/** Shards of a run. */
const MOST_SHARDS = 1_000_000;

/**
 * Refuses a report whose numbers cannot be those of a run, before anything is computed with them: positions beyond the
 * frame that they are in, sums that are not the sums of their parts, lists that are longer than what they are of.
 *
 * @throws CannotMergeReports
 */
export function checkReport({ name, report }: NamedReport): void {
  const check = (holds: boolean, where: string, what: string): void => {
    if (holds) return;
    throw new CannotMergeReports(`Cannot merge ${name}: ${where} cannot be that of a run: ${what}`);
  };
  checkShard(report, check);
  checkTotals(report, check);
  for (const [i, leak] of report.leaks.entries()) checkLeak(leak, `leaks.${i}`, check);
  if (report.largestLeak !== null) checkLeak(report.largestLeak, 'largestLeak', check);
  report.checksumFailures.forEach((failure, i) => {
    const where = `checksumFailures.${i}`;
    check(failure.offset <= MOST_IN_FRAME, `${where}.offset`, 'it is beyond any frame');
    check(failure.staleSummed.length <= MOST_RANGES, `${where}.staleSummed`, 'there are too many');
    failure.staleSummed.forEach((range, j) => {
      checkSpan(range, MOST_IN_FRAME, `${where}.staleSummed.${j}`, check);
    });
  });
  report.expectations.failures.forEach(({ excerpt }, i) => {
    if (excerpt !== null) checkMarked(excerpt, `expectations.failures.${i}.excerpt`, check);
  });
  checkSecrets(report, check);
}

type Check = (holds: boolean, where: string, what: string) => void;

function checkShard({ shard, complete }: JsonReport, check: Check): void {
  if (shard === undefined) return;
  const { index, count, framesBefore } = shard;
  check(index <= count, 'shard', `there is no shard ${index} of ${count}`);
  check(count <= MOST_SHARDS, 'shard.count', 'there are too many');
  check(index > 1 || framesBefore === 0, 'shard.framesBefore', 'nothing is before the first shard');
  check(shard.begin !== '' && (shard.end !== '' || !complete), 'shard', 'a fingerprint is empty');
}

function checkTotals(report: JsonReport, check: Check): void {
  const { totals, noteCount, errorCount, expectations } = report;
  const { frames, bytes, leakedBytes, leakingFrames } = totals;
  const isSum = (whole: number, ...parts: number[]): boolean =>
    parts.reduce((sum, part) => sum + part, 0) === whole;
  check(isSum(frames, totals.txFrames, totals.rxFrames), 'totals', 'frames are sent or received');
  const { delivered, discarded, unverifiable, notJudged } = totals;
  check(isSum(frames, delivered, discarded, unverifiable, notJudged), 'totals', 'each frame has one verdict');
  check(
    isSum(bytes, totals.writtenBytes, totals.cleanBytes, leakedBytes),
    'totals',
    'bytes are written, clean or leaked',
  );
  const { nonZeroLeakedBytes, crossRecipientBytes, crossRecipientFrames } = totals;
  check(leakingFrames <= frames && crossRecipientFrames <= leakingFrames, 'totals', 'frames are too many');
  check(
    nonZeroLeakedBytes <= leakedBytes && crossRecipientBytes <= leakedBytes,
    'totals',
    'a part is more than the whole',
  );
  const lists: [where: string, length: number, total: number][] = [
    ['leaks', report.leaks.length, leakingFrames],
    ['checksumFailures', report.checksumFailures.length, totals.checksumFailures],
    ['frames', report.frames.length, frames],
    ['errors', report.errors.length, errorCount],
    ['notes', report.notes.length, noteCount],
    ['expectations.failures', expectations.failures.length, expectations.failureCount],
  ];
  for (const [where, length, total] of lists) check(length <= total, where, 'it has more than it is of');
}

function checkLeak(leak: JsonReport['leaks'][number], where: string, check: Check): void {
  const { length, ranges, excerpt } = leak;
  check(length <= MOST_IN_FRAME, `${where}.length`, 'no frame is as long');
  check(leak.leakedBytes <= length, `${where}.leakedBytes`, 'the frame is shorter');
  check(ranges.length <= MOST_RANGES, `${where}.ranges`, 'there are too many');
  ranges.forEach((range, i) => {
    const at = `${where}.ranges.${i}`;
    checkSpan(range, length, at, check);
    const size = range.end - range.start;
    check(range.bytes.length <= 2 * size, `${at}.bytes`, 'they are more than the range');
    check(range.nonZero <= size, `${at}.nonZero`, 'they are more than the range');
    for (const secret of range.secrets ?? []) checkSpan(secret, range.end, `${at}.secrets`, check);
  });
  checkBytes(excerpt, length, `${where}.excerpt`, check);
}

type Marked = NonNullable<JsonReport['expectations']['failures'][number]['excerpt']>;

function checkMarked(excerpt: Marked, where: string, check: Check): void {
  const { length, marks, expected } = excerpt;
  check(length <= MOST_IN_FRAME, `${where}.length`, 'no frame is as long');
  checkBytes(excerpt, length, where, check);
  for (const [i, mark] of marks.entries()) checkSpan(mark, MOST_IN_FRAME, `${where}.marks.${i}`, check);
  if (expected !== null) checkBytes(expected, MOST_IN_FRAME, `${where}.expected`, check);
}

function checkBytes(
  { start, bytes }: { start: number; bytes: string },
  length: number,
  where: string,
  check: Check,
): void {
  check(bytes.length <= 2 * EXCERPT_BYTES, `${where}.bytes`, `they are more than ${EXCERPT_BYTES}`);
  check(start + bytes.length / 2 <= length, where, 'it is beyond the end of the frame');
}

function checkSpan(
  { start, end }: { start: number; end: number },
  most: number,
  where: string,
  check: Check,
): void {
  check(start <= end && end <= most, where, `bytes ${start} to ${end} are not in it`);
}

/** Stretches are in order, and within their secret; there is a list of them for each recipient. */
function checkSecrets({ secrets, shard }: JsonReport, check: Check): void {
  if (shard === undefined) return;
  check(shard.secretExtents.length === secrets.length, 'shard.secretExtents', 'there is one for each secret');
  for (const [i, { length, ...account }] of secrets.entries()) {
    for (const way of ['sentTo', 'disclosedTo'] as const) {
      const lists = shard.secretExtents[i]?.[way] ?? [];
      const where = `shard.secretExtents.${i}.${way}`;
      check(lists.length === account[way].length, where, 'there is one for each recipient');
      for (const list of lists) {
        const isInOrder = list.every((offset, j) => j === 0 || (list[j - 1] ?? 0) <= offset);
        const isWithin = list.length % 2 === 0 && (list.at(-1) ?? 0) <= length;
        check(isInOrder && isWithin, where, 'stretches are in order, and within the secret');
      }
    }
  }
}
