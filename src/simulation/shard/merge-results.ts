import { boundedFailure, boundedLeak, boundedList } from '../../audit/bounded-finding.ts';
import type { AuditTotals, ChecksumGroup, Leak, LeakGroup } from '../../audit/findings.ts';
import { mergeNotJudged } from '../../wire/not-judged-counts.ts';
import type { ExpectationItem, ExpectationResult } from '../expectations/expectation-result.ts';
import { joinHostile } from '../hostile-log.ts';
import type { DeviceCounts, NoteEntry, RunResult } from '../result.ts';
import { mergeSecrets, recipientKey } from './merge-secrets.ts';
import type { ShardInfo } from './shard-result.ts';

/** A part of a run. */
export type ShardResult = RunResult & { shard: ShardInfo };

/** Notes that a run keeps. */
const MOST_NOTES = 100;
/** Unmet expectations that a run keeps. */
const MOST_FAILURES = 100;

/**
 * Joins the results of all shards of a run into the one that the whole run has. What a script expects stays unchecked
 * unless a shard has found it unmet.
 *
 * @param shards - complete, one of each number, in the order of their numbers
 * @throws RangeError if there is none
 */
export function mergeResults(shards: readonly ShardResult[]): RunResult {
  const [first] = shards;
  const last = shards.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('Cannot merge results: there are none');
  const sum = (count: (result: ShardResult) => number): number =>
    shards.reduce((total, result) => total + count(result), 0);
  const { shard, ...whole } = first;
  const { script, release, seed, steps, names } = whole;
  const ownBytes = shards.reduce((sum, shard) => sum + (shard.ownBytes ?? 0), 0);
  const endErrorCount = sum((shard) => shard.endErrorCount ?? 0);
  const hostile = joinHostile(shards.map((shard) => shard.hostile));
  return {
    script,
    release,
    seed,
    steps,
    names,
    complete: shards.every(({ complete }) => complete),
    totals: mergeTotals(shards),
    notJudgedReasons: mergeNotJudged(shards.map(({ notJudgedReasons }) => notJudgedReasons)),
    checksumGroups: mergeChecksumGroups(shards),
    checksumFailures: boundedList(
      firstOnes(
        shards,
        ({ checksumFailures }) => checksumFailures,
        ({ totals }) => totals.checksumFailures,
      ),
      ({ staleSummed }) => staleSummed.length,
      boundedFailure,
    ),
    leakGroups: mergeLeakGroups(shards),
    leaks: boundedList(
      firstOnes(
        shards,
        ({ leaks }) => leaks,
        ({ totals }) => totals.leakingFrames,
      ),
      ({ ranges }) => ranges.length,
      boundedLeak,
    ),
    largestLeak: largestOf(shards),
    frames: firstOnes(
      shards,
      ({ frames }) => frames,
      ({ totals }) => totals.frames,
    ),
    secrets: mergeSecrets(
      shards.map(({ secrets, shard: { secretExtents } }) => ({ accounts: secrets, extents: secretExtents })),
    ),
    stepsTaken: sum(({ stepsTaken }) => stepsTaken),
    writes: sum(({ writes }) => writes),
    blockedWrites: sum(({ blockedWrites }) => blockedWrites),
    errors: firstOnes(
      shards,
      ({ errors }) => errors,
      ({ errorCount }) => errorCount,
    ),
    errorCount: sum(({ errorCount }) => errorCount),
    ...(endErrorCount === 0 ? {} : { endErrorCount }),
    // Only the last has come to the end.
    ...(last.lost === undefined ? {} : { lost: last.lost }),
    device: mergeDevices(shards, last.device),
    expectations: mergeExpectations(shards.map(({ expectations }) => expectations)),
    notes: mergeNotes(shards),
    noteCount: sum(({ noteCount }) => noteCount),
    ...(hostile === undefined ? {} : { hostile }),
    ...(ownBytes === 0 ? {} : { ownBytes }),
  };
}

function mergeTotals(shards: readonly ShardResult[]): AuditTotals {
  const [first, ...others] = shards;
  const totals = { ...(first as ShardResult).totals };
  for (const { totals: more } of others) {
    for (const key of Object.keys(more) as (keyof AuditTotals)[]) {
      totals[key] = (totals[key] ?? 0) + (more[key] ?? 0);
    }
  }
  return totals;
}

/** The first findings of the run: as many as each shard lists at most. */
function firstOnes<T>(
  shards: readonly ShardResult[],
  list: (result: ShardResult) => readonly T[],
  count: (result: ShardResult) => number,
): T[] {
  const most = Math.min(...shards.map(({ shard }) => shard.listed));
  const found: T[] = [];
  for (const shard of shards) {
    found.push(...list(shard).slice(0, most - found.length));
    // This shard has found more than it lists: what the next one lists does not follow upon it.
    if (list(shard).length < count(shard)) break;
  }
  return found;
}

/** The first of the largest, as a run would have found it. */
function largestOf(shards: readonly ShardResult[]): Leak | null {
  const leaks = shards.flatMap(({ largestLeak }) => largestLeak ?? []);
  return leaks.reduce<Leak | null>(
    (largest, leak) => (largest === null || isLargerLeak(leak, largest) ? leak : largest),
    null,
  );
}

/** @returns whether leak `a` is larger than `b`, as `largestLeak` means it */
function isLargerLeak(a: Leak, b: Leak): boolean {
  const [left, right] = [sizesOf(a), sizesOf(b)];
  const i = left.findIndex((size, i) => size !== right[i]);
  return (left[i] ?? 0) > (right[i] ?? 0);
}

function sizesOf({ ranges, crossRecipientBytes, nonZeroBytes, leakedBytes }: Leak): number[] {
  const astray = ranges.filter(({ crossRecipient }) => crossRecipient);
  const crossNonZero = astray.reduce((sum, { nonZero }) => sum + nonZero, 0);
  return [crossNonZero, crossRecipientBytes, nonZeroBytes, leakedBytes];
}

function mergeChecksumGroups(shards: readonly ShardResult[]): ChecksumGroup[] {
  const groups = new Map<string, ChecksumGroup>();
  // In the order in which the run would come upon them, which decides between equals.
  const all = inOrderOfFrames(shards.map(({ checksumGroups }) => checksumGroups));
  for (const group of all) {
    const key = `${group.protocol} ${group.cause}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { ...group });
    else known.failures += group.failures;
  }
  return [...groups.values()].sort((a, b) => b.failures - a.failures);
}

function mergeLeakGroups(shards: readonly ShardResult[]): LeakGroup[] {
  const groups = new Map<string, LeakGroup>();
  const all = inOrderOfFrames(shards.map(({ leakGroups }) => leakGroups));
  for (const group of all) {
    const key = [recipientKey(group.from), recipientKey(group.to), group.field].join('\n');
    const known = groups.get(key);
    if (known === undefined) {
      groups.set(key, structuredClone(group));
      continue;
    }
    known.frames += group.frames;
    known.bytes += group.bytes;
    known.nonZeroBytes += group.nonZeroBytes;
  }
  return [...groups.values()].sort((a, b) => b.bytes - a.bytes || a.firstFrame - b.firstFrame);
}

function inOrderOfFrames<T extends { firstFrame: number }>(lists: readonly (readonly T[])[]): T[] {
  return lists.flatMap((list) => [...list].sort((a, b) => a.firstFrame - b.firstFrame));
}

function mergeDevices(shards: readonly ShardResult[], { pagesGranted }: DeviceCounts): DeviceCounts {
  const sum = (count: (device: DeviceCounts) => number): number =>
    shards.reduce((total, { device }) => total + count(device), 0);
  return {
    pagesGranted,
    bytesCleared: sum(({ bytesCleared }) => bytesCleared),
    bytesCopied: sum(({ bytesCopied }) => bytesCopied),
    notifications: {
      frontToBack: sum(({ notifications }) => notifications.frontToBack),
      backToFront: sum(({ notifications }) => notifications.backToFront),
    },
    responsesDropped: sum(({ responsesDropped }) => responsesDropped),
    responsesRefused: sum(({ responsesRefused }) => responsesRefused),
    responsesDelayed: sum(({ responsesDelayed }) => responsesDelayed),
    grantsRefused: sum(({ grantsRefused }) => grantsRefused),
  };
}

function mergeNotes(shards: readonly ShardResult[]): NoteEntry[] {
  const notes: NoteEntry[] = [];
  let told = 0;
  for (const { notes: own, noteCount, shard } of shards) {
    const open = told > MOST_NOTES ? undefined : notes.at(-1);
    if (open !== undefined) {
      open.frames += shard.beforeNotes.frames;
      open.delivered += shard.beforeNotes.delivered;
      open.discarded += shard.beforeNotes.discarded;
      open.notJudged += shard.beforeNotes.notJudged;
      open.leakedBytes += shard.beforeNotes.leakedBytes;
    }
    notes.push(...own.slice(0, MOST_NOTES - notes.length).map((note) => ({ ...note })));
    told += noteCount;
  }
  return notes;
}

function mergeExpectations(parts: readonly ExpectationResult[]): ExpectationResult {
  const items: ExpectationItem[] = [];
  for (const { items: more } of parts) {
    for (const [i, item] of more.entries()) {
      const known = items[i];
      if (known === undefined) {
        items.push({ ...item });
        continue;
      }
      known.failures += item.failures;
      known.checked ||= item.checked;
    }
  }
  const failed = items.filter(({ failures }) => failures > 0).length;
  const all = parts[0] === undefined ? 0 : parts[0].checked + parts[0].unchecked;
  return {
    checked: failed,
    failed,
    unchecked: all - failed,
    items,
    failures: parts.flatMap(({ failures }) => failures).slice(0, MOST_FAILURES),
    failureCount: parts.reduce((sum, { failureCount }) => sum + failureCount, 0),
  };
}
