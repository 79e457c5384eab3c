import type { ChecksumFailure, Leak, LeakRange, LeftOut } from './findings.ts';

/** Ranges that a finding keeps, and secrets in them, so that a frame of thousands of pieces stays of a size that can be read. */
export const MOST_RANGES = 128;

/** Ranges that the listed findings of a kind keep together; those that come after that keep FEW_RANGES each. */
export const MOST_RANGES_IN_ALL = 131_072;

export const FEW_RANGES = 4;

/** Counts the ranges of the findings of one kind, so that a list of many findings takes bounded memory whatever is in them. */
export class RangeBudget {
  #used = 0;

  /** Ranges that the next finding may keep. */
  get limit(): number {
    return this.#used < MOST_RANGES_IN_ALL ? MOST_RANGES : FEW_RANGES;
  }

  /** @param ranges - that a finding has kept */
  use(ranges: number): void {
    this.#used += ranges;
  }
}

/** @returns the leak with the first `limit` ranges, and the first `limit` secrets in them */
export function boundedLeak(leak: Leak, limit: number): Leak {
  if (!isLarger(leak.ranges, limit)) return leak;
  const ranges: LeakRange[] = [];
  let room = limit;
  for (const range of leak.ranges.slice(0, limit)) {
    ranges.push(boundedRange(range, room));
    room -= ranges.at(-1)?.secrets?.length ?? 0;
  }
  const leftOut = leftOutOf(leak.ranges, limit, leak.leftOut);
  return { ...leak, ranges, ...(leftOut === undefined ? {} : { leftOut }) };
}

/** @returns the failure with the first `limit` ranges */
export function boundedFailure(failure: ChecksumFailure, limit: number): ChecksumFailure {
  const leftOut = leftOutOf(failure.staleSummed, limit, failure.leftOut);
  if (failure.staleSummed.length <= limit || leftOut === undefined) return failure;
  return { ...failure, staleSummed: failure.staleSummed.slice(0, limit), leftOut };
}

/** Bounds findings of a kind as a run does that comes upon them one after the other. */
export function boundedList<T>(
  findings: readonly T[],
  rangesOf: (finding: T) => number,
  bound: (finding: T, limit: number) => T,
): T[] {
  const budget = new RangeBudget();
  return findings.map((finding) => {
    const kept = bound(finding, budget.limit);
    budget.use(rangesOf(kept));
    return kept;
  });
}

function isLarger(ranges: readonly LeakRange[], limit: number): boolean {
  const secrets = ranges.reduce((sum, range) => sum + (range.secrets?.length ?? 0), 0);
  return ranges.length > limit || secrets > limit;
}

function boundedRange(range: LeakRange, room: number): LeakRange {
  const { secrets = [], secretsLeftOut = 0, ...rest } = range;
  if (secrets.length <= room) return range;
  const kept = secrets.slice(0, room);
  return {
    ...rest,
    ...(kept.length === 0 ? {} : { secrets: kept }),
    secretsLeftOut: secretsLeftOut + secrets.length - kept.length,
  };
}

function leftOutOf(
  ranges: readonly { start: number; end: number }[],
  limit: number,
  before: LeftOut = { ranges: 0, bytes: 0 },
): LeftOut | undefined {
  const more = ranges.slice(limit);
  if (more.length === 0) return before.ranges === 0 ? undefined : before;
  return {
    ranges: before.ranges + more.length,
    bytes: more.reduce((sum, { start, end }) => sum + end - start, before.bytes),
  };
}
