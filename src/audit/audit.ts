import type { DeliveredFrame, NetchannelObserver } from '../netchannel/observer.ts';
import type { FinishedFrame } from '../netchannel/private-buffer.ts';
import { BLOCK_SIZE, MAX_BLOCKS } from '../netchannel/shared-page-pool.ts';
import { type Arena, ORDINARY_MEMORY } from '../simd/arena.ts';
import {
  CHECKSUM_COUNT,
  CHECKSUM_NAMES,
  STATUS_BAD,
  VERDICT_DELIVERED,
  VERDICT_DISCARDED,
  VERDICT_NAMES,
  VERDICT_UNVERIFIABLE,
} from '../wire/checksum-status.ts';
import { Flow, recipientEquals, storeFlow } from '../wire/flow.ts';
import { fieldAt } from '../wire/frame-fields.ts';
import { FrameReader } from '../wire/frame-reader.ts';
import { NotJudgedCounts } from '../wire/not-judged-counts.ts';
import type { Secret, SecretMarks } from '../wire/secret-marks.ts';
import type { Window } from '../wire/window.ts';
import { type AuditedFrame, FrameInView } from './audited-frame.ts';
import { Blame } from './blame.ts';
import { BlockAudit } from './block-audit.ts';
import { boundedFailure, boundedLeak, MOST_RANGES, RangeBudget } from './bounded-finding.ts';
import { countNonZero, Describer } from './describer.ts';
import type {
  AuditResult,
  AuditTotals,
  ChecksumFailure,
  ChecksumGroup,
  FrameIdentity,
  Leak,
} from './findings.ts';
import { Hosts } from './hosts.ts';
import { LeakGroups } from './leak-groups.ts';
import { PageMarks } from './page-marks.ts';
import { SecretAccounts, type SecretExtents } from './secret-accounts.ts';
import { type StaleRange, StaleRanges } from './stale-ranges.ts';
import { type WriteRecord, WriteRecords } from './write-records.ts';

/** Is told of frames and findings as they come up. */
export interface AuditListener {
  frame?(frame: AuditedFrame): void;
  leak?(leak: Leak): void;
  checksumFailure?(failure: ChecksumFailure): void;
  /**
   * Netback refused a frame, or answered one that was never sent.
   * @param status - undefined if it was never sent
   * @param step - that wrote the frame; undefined if it is not known
   */
  badResponse?(id: number, status: number | undefined, step: number | undefined): void;
  /** The listen loop of an end of the channel ended: no frame will get through to it any more. */
  listenDied?(end: 'netback' | 'netfront', error: Error): void;
}

export interface AuditOptions {
  /** How many leaks, and how many checksum failures, the result lists one by one. 1000 if absent. */
  listed?: number;
  listener?: AuditListener;
  /** Whose which addresses are. Every address is a recipient of its own if absent. */
  hosts?: Hosts;
  /** What the marks of payloads name by index; marks count for nothing if absent. */
  secrets?: readonly Secret[];
  /** Lends it all memory that is worth it. Ordinary memory if absent. */
  arena?: Arena;
}

/**
 * Watches a netchannel and accounts for every byte that crosses it: who wrote it, and if it is stale, whose
 * it was. Plays the receiver too, which verifies checksums and discards frames.
 */
export class Audit implements NetchannelObserver {
  private readonly records = new WriteRecords();
  private readonly blocks: BlockAudit[] = [];
  private readonly reader = new FrameReader();
  private readonly stale = new StaleRanges(this.records);
  private readonly blame: Blame;
  private readonly describer: Describer;
  private readonly hosts: Hosts;
  private groups: LeakGroups;
  /** Undefined in a run without secrets, which then costs nothing. */
  private accounts: SecretAccounts | undefined;
  private readonly pageMarks = new PageMarks();
  private readonly notJudged = new NotJudgedCounts();
  private readonly checksumGroups = new Map<number, ChecksumGroup>();
  private readonly listener: AuditListener;
  private readonly listed: number;
  private leaks: Leak[] = [];
  private leakBudget = new RangeBudget();
  private failures: ChecksumFailure[] = [];
  private failureBudget = new RangeBudget();
  /** Of receive pages, by id: the step that filled them, and how many bytes it wrote. */
  private readonly pageStep = new Int32Array(65536);
  private readonly pageWritten = new Int32Array(65536);
  /** The flow of a received frame, which leaves no record behind. */
  private readonly rxFlow = new Flow();
  private readonly view: FrameInView;
  /** Step of the last frame that netback withheld, by block. */
  private readonly withheldStep = new Map<number, number>();
  private writes = 0;
  private largestLeak: Leak | null = null;
  /** What the largest leak is compared by. */
  private largestRank = 0;
  private readonly secrets: readonly Secret[];
  /** Frames and writes of before counting began anew. */
  private framesBefore = 0;
  private writesBefore = 0;
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
    leakedBytes: 0,
    nonZeroLeakedBytes: 0,
    crossRecipientBytes: 0,
    leakingFrames: 0,
    crossRecipientFrames: 0,
    checksumFailures: 0,
  };

  constructor(options: AuditOptions = {}) {
    this.listed = options.listed ?? 1000;
    this.listener = options.listener ?? {};
    const { hosts = new Hosts(), secrets = [], arena = ORDINARY_MEMORY } = options;
    this.blame = new Blame(this.reader, this.stale, arena);
    this.hosts = hosts;
    this.groups = new LeakGroups(hosts);
    this.secrets = secrets;
    this.accounts = secrets.length === 0 ? undefined : new SecretAccounts(secrets, hosts);
    this.describer = new Describer(this.reader, this.stale, hosts, secrets);
    for (let i = 0; i < MAX_BLOCKS; i++) this.blocks.push(new BlockAudit(this.records));
    this.view = new FrameInView(this.stale, this.blame, this.describer);
  }

  /** How many writes there were, failed ones included. */
  get writeCount(): number {
    return this.writes - this.writesBefore;
  }

  /** The totals since counting began: all, unless it began anew. */
  get counted(): AuditTotals {
    return { ...this.totals, frames: this.totals.frames - this.framesBefore };
  }

  /** What has been found so far. */
  result(): AuditResult {
    return {
      totals: this.counted,
      notJudgedReasons: this.notJudged.list(),
      checksumGroups: [...this.checksumGroups.values()].sort((a, b) => b.failures - a.failures),
      checksumFailures: [...this.failures],
      leakGroups: this.groups.list(),
      leaks: [...this.leaks],
      largestLeak: this.largestLeak,
      secrets: this.accounts?.list() ?? [],
    };
  }

  /**
   * Counts anew from here on: what was found so far is forgotten, but not who put which bytes where. Frames are
   * numbered on, and so are the frames of `totals`; those of `result` begin anew.
   */
  beginCounting(): void {
    const { totals, secrets, hosts } = this;
    this.framesBefore = totals.frames;
    this.writesBefore = this.writes;
    for (const key of Object.keys(totals) as (keyof AuditTotals)[]) {
      if (key !== 'frames') totals[key] = 0;
    }
    this.groups = new LeakGroups(hosts);
    this.accounts = secrets.length === 0 ? undefined : new SecretAccounts(secrets, hosts);
    this.notJudged.clear();
    this.checksumGroups.clear();
    this.leaks = [];
    this.leakBudget = new RangeBudget();
    this.largestLeak = null;
    this.largestRank = 0;
    this.failures = [];
    this.failureBudget = new RangeBudget();
  }

  /** Which bytes of each secret were got by whom, since counting began. */
  secretExtents(): SecretExtents[] {
    return this.accounts?.extents() ?? [];
  }

  /** Tells, as numbers, who put the bytes of the first blocks of the pool there. */
  describeState(blocks: number, note: (value: number) => void): void {
    for (let id = 0; id < blocks; id++) this.block(id).describeState(note);
  }

  poolGrown(block: number): void {
    this.block(block).clear();
    this.block(block + 1).clear();
  }

  blockCleared(block: number): void {
    this.block(block).clear();
  }

  blockFilled(id: number, window: Window, _length: number, tag: number): void {
    const block = this.block(id);
    if (window.sumCount > 0) block.noteSums(window);
    block.current = block.fill(++this.writes, tag, window.footprint);
    if (this.accounts !== undefined) block.current.mark(window.marks, 0, BLOCK_SIZE);
  }

  fillFailed(id: number, window: Window, tag: number): void {
    const record = this.block(id).fill(++this.writes, tag, window.footprint);
    this.storeFlowOfFailed(window, record);
    if (this.accounts !== undefined) record.mark(window.marks, 0, BLOCK_SIZE);
    this.records.drop(record.id);
  }

  blockCopied(
    id: number,
    bytes: number,
    frameOffset: number,
    { written, marks }: Readonly<FinishedFrame>,
    tag: number,
  ): void {
    if (frameOffset === 0) this.writes++;
    const block = this.block(id);
    block.current = block.copy(bytes, this.writes, tag, frameOffset);
    block.copiedWritten = written;
    if (this.accounts !== undefined) block.current.mark(marks, frameOffset, frameOffset + bytes);
  }

  receivePageFilled(
    id: number,
    length: number,
    written: number,
    tag: number,
    marks: Readonly<SecretMarks>,
  ): void {
    this.writes++;
    if (this.accounts !== undefined) this.pageMarks.set(id, marks, length);
    this.pageStep[id] = tag;
    this.pageWritten[id] = written;
  }

  delivered(frame: DeliveredFrame): void {
    const { totals, reader } = this;
    totals.frames++;
    totals.bytes += frame.length;
    reader.read(frame.bytes, frame.view, frame.offset, frame.length);
    const { verdict } = reader;
    if (verdict === VERDICT_DELIVERED) totals.delivered++;
    else if (verdict === VERDICT_DISCARDED) totals.discarded++;
    else if (verdict === VERDICT_UNVERIFIABLE) totals.unverifiable++;
    else {
      totals.notJudged++;
      this.notJudged.count(reader.notJudgedReason, reader.notJudgedValue, totals.frames);
    }
    if (frame.direction === 'tx') this.deliveredTx(frame);
    else this.deliveredRx(frame);
  }

  /** What is in its blocks stays, and may leak later: as bytes of a write that never became a frame. */
  withheld(frame: DeliveredFrame): void {
    const { reader } = this;
    const { messages, first, end } = frame;
    const record = this.block(messages.at(first).id).current;
    reader.read(frame.bytes, frame.view, frame.offset, frame.length);
    this.storeFlow(record.flow);
    for (let i = first + 1; i < end; i++) this.identifyPart(messages.at(i).id, record);
    for (let i = first; i < end; i++) {
      const id = messages.at(i).id;
      this.withheldStep.set(id, record.step);
      this.block(id).settle();
    }
  }

  refused(id: number, status: number): void {
    const step = this.withheldStep.get(id);
    this.block(id).settle();
    this.listener.badResponse?.(id, status, step);
  }

  strayResponse(id: number): void {
    this.listener.badResponse?.(id, undefined, undefined);
  }

  listenDied(end: 'netback' | 'netfront', error: Error): void {
    this.listener.listenDied?.(end, error);
  }

  private block(id: number): BlockAudit {
    return this.blocks[id] as BlockAudit;
  }

  /** The flow of a write that never became a frame, as far as it got: what it did not write counts as zero. */
  private storeFlowOfFailed(window: Window, record: WriteRecord): void {
    const { runs } = window.footprint;
    const length = runs.at(-1) ?? 0;
    const bytes = new Uint8Array(length);
    for (let i = 0; i < runs.length; i += 2) {
      const from = runs[i] as number;
      const to = runs[i + 1] as number;
      bytes.set(window.bytes.subarray(window.start + from, window.start + to), from);
    }
    const reader = new FrameReader();
    reader.read(bytes, new DataView(bytes.buffer), 0, length);
    storeFlow(reader, record.flow);
    this.hosts.resolve(record.flow);
  }

  /** Of the frame at hand. */
  private storeFlow(flow: Flow): void {
    storeFlow(this.reader, flow);
    this.hosts.resolve(flow);
  }

  private deliveredTx(frame: DeliveredFrame): void {
    const { totals, stale } = this;
    const { messages, first, end } = frame;
    const block = this.block(messages.at(first).id);
    const record = block.current;
    totals.txFrames++;
    record.frame = totals.frames;
    this.storeFlow(record.flow);
    for (let i = first + 1; i < end; i++) this.identifyPart(messages.at(i).id, record);

    if (block.copiedWritten >= 0) {
      stale.clear();
      stale.cleanBytes = frame.length - block.copiedWritten;
    } else {
      stale.scan(block.provenance, frame.length, record);
    }
    totals.cleanBytes += stale.cleanBytes;
    totals.writtenBytes += frame.length - stale.cleanBytes - stale.bytes;

    if (this.accounts !== undefined) this.countSecrets(this.accounts, frame, record);
    if (stale.count > 0) this.countLeak(frame, block, record);
    else this.view.count(0, 0);
    if (this.reader.verdict === VERDICT_DISCARDED) this.countFailures(frame, block, record);
    this.tell(frame, record.step, block, record.flow);
    for (let i = first; i < end; i++) this.block(messages.at(i).id).settle();
  }

  /** Later blocks of a frame are of the same write as its first. */
  private identifyPart(id: number, first: WriteRecord): void {
    const record = this.block(id).current;
    record.frame = first.frame;
    record.flow.copy(first.flow);
  }

  /** Receive pages are zeroed before they are granted, so a received frame has nothing stale. */
  private deliveredRx(frame: DeliveredFrame): void {
    const { totals, stale } = this;
    const id = frame.messages.at(frame.first).id;
    const written = this.pageWritten[id] as number;
    totals.rxFrames++;
    totals.writtenBytes += written;
    totals.cleanBytes += frame.length - written;
    stale.clear();
    this.view.count(0, 0);
    this.storeFlow(this.rxFlow);
    if (this.accounts !== undefined) {
      this.accounts.sent.count(this.rxFlow, totals.frames, this.pageMarks.get(id), 0, frame.length);
      this.pageMarks.forget(id);
    }
    if (this.reader.verdict === VERDICT_DISCARDED) this.countFailures(frame, undefined);
    this.tell(frame, this.pageStep[id] as number, undefined, this.rxFlow);
  }

  private tell(
    frame: DeliveredFrame,
    step: number,
    block: BlockAudit | undefined,
    flow: Readonly<Flow>,
  ): void {
    if (this.listener.frame === undefined) return;
    const verdict = VERDICT_NAMES[this.reader.verdict] ?? 'delivered';
    this.listener.frame(this.view.show(frame, this.totals.frames, step, verdict, block, flow));
  }

  /** Secrets in what the frame's own write wrote, block by block, and in what is stale in it. */
  private countSecrets(accounts: SecretAccounts, frame: DeliveredFrame, { flow }: WriteRecord): void {
    const { stale } = this;
    const { messages, first, end } = frame;
    const number = this.totals.frames;
    for (let i = first; i < end; i++) {
      const size = messages.fragmentSize(i, first, end);
      const { marks } = this.block(messages.at(i).id).current;
      accounts.sent.count(flow, number, marks, 0, size);
    }
    for (let i = 0; i < stale.count; i++) {
      const { start, end, source } = stale.ranges[i] as StaleRange;
      if (source.marks.count === 0 || recipientEquals(source.flow, flow)) continue;
      accounts.disclosed.count(flow, number, source.marks, start, end);
    }
  }

  private countLeak(frame: DeliveredFrame, block: BlockAudit, record: WriteRecord): void {
    const { totals, stale } = this;
    totals.leakingFrames++;
    totals.leakedBytes += stale.bytes;
    let crossBytes = 0;
    let crossNonZero = 0;
    let leakNonZero = 0;
    for (let i = 0; i < stale.count; i++) {
      const { start, end, source } = stale.ranges[i] as StaleRange;
      const nonZero = countNonZero(frame.bytes, frame.offset + start, frame.offset + end);
      const cross = !recipientEquals(source.flow, record.flow);
      totals.nonZeroLeakedBytes += nonZero;
      leakNonZero += nonZero;
      if (cross) {
        crossBytes += end - start;
        crossNonZero += nonZero;
      }
      this.groups.add(
        source.flow,
        record.flow,
        fieldAt(this.reader, start),
        totals.frames,
        end - start,
        nonZero,
        cross,
      );
    }
    totals.crossRecipientBytes += crossBytes;
    if (crossBytes > 0) totals.crossRecipientFrames++;

    this.view.count(leakNonZero, crossBytes);

    // A block has fewer than 4096 bytes.
    const rank = ((crossNonZero * 4096 + crossBytes) * 4096 + leakNonZero) * 4096 + stale.bytes;
    const isLargest = rank > this.largestRank && this.listed > 0;
    const listed = this.leaks.length < this.listed;
    if (!listed && !isLargest && this.listener.leak === undefined) return;
    const isTold = isLargest || this.listener.leak !== undefined;
    const sums = { nonZeroBytes: leakNonZero, crossRecipientBytes: crossBytes };
    const limit = isTold ? MOST_RANGES : this.leakBudget.limit;
    const leak = this.describer.leak(frame, block, record, sums, limit);
    if (listed) {
      const kept = boundedLeak(leak, this.leakBudget.limit);
      this.leakBudget.use(kept.ranges.length);
      this.leaks.push(kept);
    }
    if (isLargest) {
      this.largestLeak = leak;
      this.largestRank = rank;
    }
    this.listener.leak?.(leak);
  }

  private countFailures(frame: DeliveredFrame, block: BlockAudit | undefined, record?: WriteRecord): void {
    const { totals, reader, blame } = this;
    blame.judge(frame, block);
    let depth = 0;
    for (let packet: FrameReader | undefined = reader; packet !== undefined; packet = packet.inner) {
      for (let checksum = 0; checksum < CHECKSUM_COUNT; checksum++) {
        if (packet.checksum(checksum).status !== STATUS_BAD) continue;
        totals.checksumFailures++;
        const cause = blame.causeOf(checksum, depth);
        this.countInGroup(checksum, cause);
        const listed = this.failures.length < this.listed;
        if (!listed && this.listener.checksumFailure === undefined) continue;
        const identity = record === undefined ? this.identifyRx(frame) : this.describer.identify(record);
        const limit = this.listener.checksumFailure === undefined ? this.failureBudget.limit : MOST_RANGES;
        const failure = this.describer.failure(identity, packet, checksum, cause, block, limit);
        if (listed) {
          const kept = boundedFailure(failure, this.failureBudget.limit);
          this.failureBudget.use(kept.staleSummed.length);
          this.failures.push(kept);
        }
        this.listener.checksumFailure?.(failure);
      }
      depth++;
    }
  }

  private countInGroup(checksum: number, cause: ChecksumFailure['cause']): void {
    const key = 2 * checksum + (cause === 'writer' ? 1 : 0);
    let group = this.checksumGroups.get(key);
    if (group === undefined) {
      const protocol = CHECKSUM_NAMES[checksum] ?? 'ipv4';
      group = { protocol, cause, failures: 0, firstFrame: this.totals.frames };
      this.checksumGroups.set(key, group);
    }
    group.failures++;
  }

  private identifyRx({ messages, first }: DeliveredFrame): FrameIdentity {
    const step = this.pageStep[messages.at(first).id] as number;
    return this.describer.identifyFlow(this.totals.frames, step, 'rx', this.rxFlow);
  }
}
