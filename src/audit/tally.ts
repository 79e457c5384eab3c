import type { DeliveredFrame } from '../netchannel/observer.ts';
import {
  CHECKSUM_NAMES,
  VERDICT_DELIVERED,
  VERDICT_DISCARDED,
  VERDICT_UNVERIFIABLE,
} from '../wire/checksum-status.ts';
import { type Flow, recipientEquals } from '../wire/flow.ts';
import { fieldAt } from '../wire/frame-fields.ts';
import type { FrameReader } from '../wire/frame-reader.ts';
import { NotJudgedCounts } from '../wire/not-judged-counts.ts';
import type { Secret } from '../wire/secret-marks.ts';
import { boundedFailure, boundedLeak, MOST_RANGES, RangeBudget } from './bounded-finding.ts';
import type { ChecksumReceiver } from './checksum-receiver.ts';
import { countNonZero } from './describer.ts';
import type { AuditResult, AuditTotals, ChecksumFailure, ChecksumGroup, Leak } from './findings.ts';
import type { Hosts } from './hosts.ts';
import { LeakGroups } from './leak-groups.ts';
import { SecretAccounts } from './secret-accounts.ts';
import { meantFor, type StaleRange, type StaleRanges } from './stale-ranges.ts';

/** What is stale in one frame. */
export interface LeakSums {
  /** Of the stale bytes, how many are not zero. */
  nonZeroBytes: number;
  /** Of them, how many were meant for somebody else than the frame. */
  crossRecipientBytes: number;
}

const CAUSES: readonly ChecksumFailure['cause'][] = ['stale-memory', 'writer', 'left-to-card'];

/** A block has fewer bytes: by which ranks count one number before the next. */
const MORE_THAN_BYTES = 4096;

/**
 * What was counted and found since counting began: sums that are exact however long the run, and the first findings of
 * each kind. Frames alone are numbered on when counting begins anew.
 */
export class Tally {
  readonly totals: AuditTotals = {
    frames: 0,
    txFrames: 0,
    rxFrames: 0,
    delivered: 0,
    discarded: 0,
    unverifiable: 0,
    notJudged: 0,
    bytes: 0,
    writtenBytes: 0,
    cleanBytes: 0,
    patternedBytes: 0,
    leakedBytes: 0,
    nonZeroLeakedBytes: 0,
    crossRecipientBytes: 0,
    leakingFrames: 0,
    crossRecipientFrames: 0,
    checksumFailures: 0,
  };
  readonly #hosts: Hosts;
  readonly #secrets: readonly Secret[];
  /** Most findings of a kind that are listed one by one. */
  readonly #listed: number;
  readonly #notJudged = new NotJudgedCounts();
  readonly #checksumGroups = new Map<number, ChecksumGroup>();
  #groups: LeakGroups;
  #secretAccounts: SecretAccounts | undefined;
  #leaks: Leak[] = [];
  #leakBudget = new RangeBudget();
  #failures: ChecksumFailure[] = [];
  #failureBudget = new RangeBudget();
  #largestLeak: Leak | null = null;
  /** What the largest leak is compared by. */
  #largestRank = 0;
  /** Of the leak that was counted last. */
  #rank = 0;
  readonly #sums: LeakSums = { nonZeroBytes: 0, crossRecipientBytes: 0 };
  /** Frames of before counting began anew. */
  #framesBefore = 0;

  /**
   * @param listed - most leaks, and most checksum failures, that are listed one by one
   * @param hosts - that flows are resolved with
   * @param secrets - what marks name by index
   */
  constructor(listed: number, hosts: Hosts, secrets: readonly Secret[]) {
    this.#listed = listed;
    this.#hosts = hosts;
    this.#secrets = secrets;
    this.#groups = new LeakGroups(hosts);
    this.#secretAccounts = this.#newAccounts();
  }

  /** What became of secrets. Undefined in a run without secrets, which then costs nothing. */
  get accounts(): SecretAccounts | undefined {
    return this.#secretAccounts;
  }

  /** The totals since counting began: all, unless it began anew. */
  get counted(): AuditTotals {
    return { ...this.totals, frames: this.totals.frames - this.#framesBefore };
  }

  /** What has been found so far. */
  result(): AuditResult {
    return {
      totals: this.counted,
      notJudgedReasons: this.#notJudged.list(),
      checksumGroups: [...this.#checksumGroups.values()].sort((a, b) => b.failures - a.failures),
      checksumFailures: [...this.#failures],
      leakGroups: this.#groups.list(),
      leaks: [...this.#leaks],
      largestLeak: this.#largestLeak,
      secrets: this.#secretAccounts?.list() ?? [],
    };
  }

  /** Forgets all that was found so far, but for the numbers of frames. */
  beginCounting(): void {
    const { totals } = this;
    this.#framesBefore = totals.frames;
    for (const key of Object.keys(totals) as (keyof AuditTotals)[]) {
      if (key !== 'frames') totals[key] = 0;
    }
    this.#groups = new LeakGroups(this.#hosts);
    this.#secretAccounts = this.#newAccounts();
    this.#notJudged.clear();
    this.#checksumGroups.clear();
    this.#leaks = [];
    this.#leakBudget = new RangeBudget();
    this.#largestLeak = null;
    this.#largestRank = 0;
    this.#failures = [];
    this.#failureBudget = new RangeBudget();
  }

  /** A frame has crossed, which `reader` has read. */
  countFrame(length: number, reader: FrameReader): void {
    const { totals } = this;
    totals.frames++;
    totals.bytes += length;
    const { verdict } = reader;
    if (verdict === VERDICT_DELIVERED) totals.delivered++;
    else if (verdict === VERDICT_DISCARDED) totals.discarded++;
    else if (verdict === VERDICT_UNVERIFIABLE) totals.unverifiable++;
    else {
      totals.notJudged++;
      this.#notJudged.count(reader.notJudgedReason, reader.notJudgedValue, totals.frames);
    }
  }

  /** The ring says something about its checksum. */
  countChecksum({ flags, segment, fate, isBlank, isDropped }: ChecksumReceiver): void {
    const { totals } = this;
    if (isBlank) totals.leftToCard = (totals.leftToCard ?? 0) + 1;
    else if (flags !== 0) totals.validated = (totals.validated ?? 0) + 1;
    if (segment > 0) totals.segmented = (totals.segmented ?? 0) + 1;
    if (fate === 'fixed-up') totals.fixedUp = (totals.fixedUp ?? 0) + 1;
    if (fate === 'dropped') totals.sumsDropped = (totals.sumsDropped ?? 0) + 1;
    if (isDropped) totals.flagsDropped = (totals.flagsDropped ?? 0) + 1;
  }

  /** A checksum of it is wrong, and its receiver has not looked. */
  countOverlooked(): void {
    this.totals.overlooked = (this.totals.overlooked ?? 0) + 1;
  }

  /** It is from netfront. @param stale - its bytes, sorted */
  countSent(length: number, { bytes, cleanBytes, patternedBytes }: StaleRanges): void {
    const { totals } = this;
    totals.txFrames++;
    totals.cleanBytes += cleanBytes;
    totals.patternedBytes += patternedBytes;
    totals.writtenBytes += length - cleanBytes - bytes;
  }

  /** It is from netfront, and not what its request was pushed with. */
  countNotAsPushed(): void {
    this.totals.notAsPushed = (this.totals.notAsPushed ?? 0) + 1;
  }

  /** It is one of several channels' frames, and carries so many old bytes on: none, most often. */
  countPassedOn(bytes: number): void {
    const { totals } = this;
    totals.passedOnBytes = (totals.passedOnBytes ?? 0) + bytes;
    totals.passedOnFrames = (totals.passedOnFrames ?? 0) + (bytes > 0 ? 1 : 0);
  }

  /** It is from netback, whose memory holds nothing stale. @param written - bytes that its writer wrote */
  countReceived(length: number, written: number): void {
    const { totals } = this;
    totals.rxFrames++;
    totals.writtenBytes += written;
    totals.cleanBytes += length - written;
  }

  /**
   * Some bytes of it are stale.
   * @param flow - of the frame, resolved
   * @returns sums that the next frame overwrites
   */
  countLeak(
    { bytes, offset }: DeliveredFrame,
    stale: StaleRanges,
    reader: FrameReader,
    flow: Readonly<Flow>,
  ): Readonly<LeakSums> {
    const sums = this.#sums;
    const { totals } = this;
    totals.leakingFrames++;
    totals.leakedBytes += stale.bytes;
    let crossBytes = 0;
    let crossNonZero = 0;
    let leakNonZero = 0;
    for (let i = 0; i < stale.count; i++) {
      const range = stale.ranges[i] as StaleRange;
      const { start, end } = range;
      const owner = meantFor(range);
      const nonZero = countNonZero(bytes, offset + start, offset + end);
      const cross = !recipientEquals(owner, flow);
      leakNonZero += nonZero;
      if (cross) {
        crossBytes += end - start;
        crossNonZero += nonZero;
      }
      const field = fieldAt(reader, start);
      this.#groups.add(owner, flow, field, totals.frames, end - start, nonZero, cross);
    }
    totals.nonZeroLeakedBytes += leakNonZero;
    totals.crossRecipientBytes += crossBytes;
    if (crossBytes > 0) totals.crossRecipientFrames++;
    this.#rank =
      ((crossNonZero * MORE_THAN_BYTES + crossBytes) * MORE_THAN_BYTES + leakNonZero) * MORE_THAN_BYTES +
      stale.bytes;
    sums.nonZeroBytes = leakNonZero;
    sums.crossRecipientBytes = crossBytes;
    return sums;
  }

  /** Whether it keeps the leak that was counted last, if that is described. */
  get keepsLeak(): boolean {
    return this.#leaks.length < this.#listed || this.#isLargest;
  }

  /** Ranges of that leak which it keeps. */
  get leakLimit(): number {
    return this.#isLargest ? MOST_RANGES : this.#leakBudget.limit;
  }

  /** Lists the leak that was counted last, if there is room for it, and remembers it if it is the largest. */
  keepLeak(leak: Leak): void {
    if (this.#leaks.length < this.#listed) {
      const kept = boundedLeak(leak, this.#leakBudget.limit);
      this.#leakBudget.use(kept.ranges.length);
      this.#leaks.push(kept);
    }
    if (this.#isLargest) {
      this.#largestLeak = leak;
      this.#largestRank = this.#rank;
    }
  }

  /** A checksum of the frame is wrong. @param checksum - one of the CHECKSUM constants */
  countFailure(checksum: number, cause: ChecksumFailure['cause']): void {
    this.totals.checksumFailures++;
    const key = CAUSES.length * checksum + CAUSES.indexOf(cause);
    let group = this.#checksumGroups.get(key);
    if (group === undefined) {
      const protocol = CHECKSUM_NAMES[checksum] ?? 'ipv4';
      group = { protocol, cause, failures: 0, firstFrame: this.totals.frames };
      this.#checksumGroups.set(key, group);
    }
    group.failures++;
  }

  /** Whether it lists another checksum failure, if that is described. */
  get keepsFailure(): boolean {
    return this.#failures.length < this.#listed;
  }

  /** Ranges of that failure which it keeps. */
  get failureLimit(): number {
    return this.#failureBudget.limit;
  }

  /** Lists the failure, if there is room for it. */
  keepFailure(failure: ChecksumFailure): void {
    if (!this.keepsFailure) return;
    const kept = boundedFailure(failure, this.#failureBudget.limit);
    this.#failureBudget.use(kept.staleSummed.length);
    this.#failures.push(kept);
  }

  get #isLargest(): boolean {
    return this.#rank > this.#largestRank && this.#listed > 0;
  }

  #newAccounts(): SecretAccounts | undefined {
    return this.#secrets.length === 0 ? undefined : new SecretAccounts(this.#secrets, this.#hosts);
  }
}
