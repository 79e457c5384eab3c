import type { DeliveredFrame, EndName, NetchannelObserver } from '../netchannel/observer.ts';
import type { FinishedFrame } from '../netchannel/private-buffer.ts';
import { type Arena, ORDINARY_MEMORY } from '../simd/arena.ts';
import { CHECKSUM_COUNT, STATUS_BAD, VERDICT_DISCARDED, VERDICT_NAMES } from '../wire/checksum-status.ts';
import { Flow, recipientEquals, storeFlow } from '../wire/flow.ts';
import { FrameReader } from '../wire/frame-reader.ts';
import type { Secret, SecretMarks } from '../wire/secret-marks.ts';
import type { Window } from '../wire/window.ts';
import { type AuditedFrame, FrameInView } from './audited-frame.ts';
import { Blame } from './blame.ts';
import type { BlockAudit } from './block-audit.ts';
import { MOST_RANGES } from './bounded-finding.ts';
import { ChecksumReceiver, FLAGS_IGNORED, type FlagUses } from './checksum-receiver.ts';
import { Describer } from './describer.ts';
import { Exposure, type ExposureSources } from './exposure.ts';
import type { ExposureResult } from './exposure-result.ts';
import type {
  AuditResult,
  AuditTotals,
  BlockStretch,
  ChecksumFailure,
  FrameIdentity,
  Leak,
} from './findings.ts';
import { Hosts } from './hosts.ts';
import { type ChannelOfSeveral, Passage } from './passage.ts';
import { PoolLedger } from './pool-ledger.ts';
import type { SecretAccounts, SecretExtents } from './secret-accounts.ts';
import { meantFor, type StaleRange, StaleRanges } from './stale-ranges.ts';
import { Tally } from './tally.ts';
import { CLEAN, PATTERNED, WriteRecord } from './write-records.ts';

/** Id of a record that no byte in the pool is of. */
const NO_WRITE = -1;

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
  listenDied?(end: EndName, error: Error): void;
  /** An end noted something in its log. */
  logged?(end: EndName, level: 'warning' | 'error', text: string): void;
  /** Something was thrown in an end that nobody caught. */
  escaped?(end: EndName, text: string): void;
}

export interface AuditOptions {
  /** How many leaks, and how many checksum failures, the result lists one by one. 1000 if absent. */
  listed?: number;
  listener?: AuditListener;
  /** Whose which addresses are. Every address is a recipient of its own if absent. */
  hosts?: Hosts;
  /** What the marks of payloads name by index; marks count for nothing if absent. */
  secrets?: readonly Secret[];
  /**
   * Whether frames are looked at when they are pushed, which costs: for devices that may fill a block again before netback
   * has read it. False if absent.
   */
  keepsPushed?: boolean;
  /** If it is to look at what netback could read besides; that costs, and is not looked at if absent. */
  exposure?: ExposureSources;
  /** What receivers do with what the ring says about checksums. They ignore it if absent, as upstream. */
  flagUses?: FlagUses;
  /** Lends it all memory that is worth it. Ordinary memory if absent. */
  arena?: Arena;
  /** If it is of one channel of several. */
  channel?: ChannelOfSeveral;
}

/**
 * Watches a netchannel and accounts for every byte that crosses it: who wrote it, and if it is stale, whose
 * it was. Plays the receiver too, which verifies checksums and discards frames. The ledger holds who put which bytes
 * where, the tally what has been counted.
 */
export class Audit implements NetchannelObserver {
  readonly #ledger: PoolLedger;
  readonly #tally: Tally;
  readonly #reader = new FrameReader();
  readonly #stale: StaleRanges;
  readonly #blame: Blame;
  readonly #describer: Describer;
  readonly #hosts: Hosts;
  readonly #listener: AuditListener;
  /** The flow of a received frame, which leaves no record behind. */
  readonly #rxFlow = new Flow();
  readonly #view: FrameInView;
  readonly #receiver: ChecksumReceiver;
  readonly #exposure: Exposure | undefined;
  /** A frame that the write of its request is not in, as it crossed. */
  readonly #crossed = new WriteRecord(NO_WRITE);
  /** What goes from this channel to others; undefined if it is the only one. */
  readonly passage: Passage | undefined;
  /** Writes of before counting began anew. */
  #writesBefore = 0;
  /** Since counting began; frames are numbered on. */
  readonly totals: Readonly<AuditTotals>;

  constructor(options: AuditOptions = {}) {
    const {
      listed = 1000,
      listener = {},
      hosts = new Hosts(),
      secrets = [],
      arena = ORDINARY_MEMORY,
    } = options;
    this.#listener = listener;
    this.#hosts = hosts;
    this.#ledger = new PoolLedger(hosts, secrets.length > 0, options.keepsPushed);
    const { channel, exposure } = options;
    this.#tally = channel?.books.tally ?? new Tally(listed, hosts, secrets);
    this.#exposure = exposure && new Exposure(this.#ledger, hosts, secrets, exposure);
    this.totals = this.#tally.totals;
    this.#stale = new StaleRanges(this.#ledger.records);
    this.#receiver = new ChecksumReceiver(this.#reader, options.flagUses ?? FLAGS_IGNORED);
    this.#blame = new Blame(this.#reader, this.#stale, this.#receiver, arena);
    const describer = new Describer(this.#reader, this.#stale, hosts, secrets, channel?.name);
    this.#describer = describer;
    this.passage = channel && new Passage(channel, this.#stale, describer);
    this.#view = new FrameInView(
      this.#reader,
      this.#stale,
      this.#blame,
      this.#describer,
      this.#ledger,
      this.#receiver,
      this.#exposure,
      this.passage,
    );
  }

  /** How many writes there were since counting began, failed ones included. */
  get writeCount(): number {
    return this.#ledger.writes - this.#writesBefore;
  }

  /** How many writes are remembered: those of which bytes lie somewhere in the pool. */
  get writesRemembered(): number {
    return this.#ledger.records.live;
  }

  /** The totals since counting began: all, unless it began anew. */
  get counted(): AuditTotals {
    return this.#tally.counted;
  }

  /** What has been found so far. */
  result(): AuditResult {
    return this.#tally.result();
  }

  /** What netback could read besides; undefined if nobody looks. */
  exposure(): ExposureResult | undefined {
    return this.#exposure?.result();
  }

  /**
   * Counts anew from here on: what was found so far is forgotten, but not who put which bytes where. Frames are
   * numbered on, and so are the frames of `totals`; those of `result` begin anew.
   */
  beginCounting(): void {
    this.#writesBefore = this.#ledger.writes;
    this.#tally.beginCounting();
  }

  /** Numbers frames on as if `count` more had crossed. */
  skipFrames(count: number): void {
    this.#tally.totals.frames += count;
  }

  /** Who put the bytes of a block there, from its first byte to its last. */
  contentsOf(id: number): BlockStretch[] {
    const { records } = this.#ledger;
    const { end, record, count } = this.#ledger.block(id).intervals();
    return Array.from({ length: count }, (_, i): BlockStretch => {
      const write = records.at(record[i] as number);
      const isClean = write.id === CLEAN || write.id === PATTERNED;
      return { end: end[i] as number, ...(isClean ? {} : { write: this.#describer.identify(write) }) };
    });
  }

  /** Which bytes of each secret were got by whom, since counting began. */
  secretExtents(): SecretExtents[] {
    return this.#tally.accounts?.extents() ?? [];
  }

  /** The steps of frames that were handed over in this direction and have not been taken, one for each. */
  unreadSteps(direction: DeliveredFrame['direction']): number[] {
    return direction === 'tx' ? this.#ledger.unreadSteps() : this.#ledger.stepsInPages();
  }

  /** The step that a write with this tag is of. */
  stepOf(tag: number): number {
    return this.passage?.stepOf(tag) ?? tag;
  }

  /** Tells, as numbers, who put the bytes of the first blocks of the pool there. */
  describeState(blocks: number, note: (value: number) => void): void {
    this.#ledger.describeState(blocks, note);
  }

  poolGrown(block: number, gref: number): void {
    this.#ledger.addPage(block, gref);
  }

  blockMoved(block: number, gref: number): void {
    this.#ledger.moveBlock(block, gref);
  }

  blockCleared(block: number): void {
    this.#ledger.clear(block);
  }

  blockCleaned(id: number, start: number, end: number, withPattern: boolean): void {
    this.#ledger.clean(id, start, end, withPattern);
  }

  blockFilled(id: number, window: Window, length: number, tag: number): void {
    this.#exposure?.announced(id, length);
    this.#ledger.fill(id, window, tag);
    if (this.passage !== undefined) this.#ledger.noteForwarded(id, this.passage.of(tag));
  }

  fillFailed(id: number, window: Window, tag: number): void {
    this.#ledger.fillFailed(id, window, this.passage?.stepOf(tag) ?? tag);
  }

  blockCopied(
    id: number,
    bytes: number,
    frameOffset: number,
    frame: Readonly<FinishedFrame>,
    tag: number,
  ): void {
    this.#exposure?.announced(id, bytes);
    this.#ledger.copy(id, bytes, frameOffset, frame, tag);
    if (this.passage !== undefined) this.#ledger.noteForwarded(id, this.passage.of(tag));
  }

  receivePageFilled(
    id: number,
    length: number,
    written: number,
    tag: number,
    marks: Readonly<SecretMarks>,
  ): void {
    this.passage?.pageFilled(id, tag);
    this.#ledger.fillPage(id, length, written, this.passage?.stepOf(tag) ?? tag, marks);
  }

  delivered(frame: DeliveredFrame): void {
    const reader = this.#reader;
    reader.read(frame.bytes, frame.view, frame.offset, frame.length);
    this.#receiver.take(frame);
    if (this.passage !== undefined) this.#overlook(frame.direction);
    this.#tally.countFrame(frame.length, reader);
    if (this.#receiver.isTold) this.#tally.countChecksum(this.#receiver);
    if (frame.direction === 'tx') this.#deliveredTx(frame);
    else this.#deliveredRx(frame);
  }

  /** What is in its blocks stays, and may leak later: as bytes of a write that never became a frame. */
  withheld(frame: DeliveredFrame): void {
    const reader = this.#reader;
    reader.read(frame.bytes, frame.view, frame.offset, frame.length);
    this.#exposure?.withheld(frame.messages, frame.first, frame.end);
    this.#ledger.withhold(frame, reader);
  }

  refused(id: number, status: number): void {
    const step = this.#ledger.refuse(id);
    this.#listener.badResponse?.(id, status, step);
  }

  strayResponse(id: number): void {
    this.#listener.badResponse?.(id, undefined, undefined);
  }

  logged(end: EndName, level: 'warning' | 'error', text: string): void {
    this.#listener.logged?.(end, level, text);
  }

  escaped(end: EndName, text: string): void {
    this.#listener.escaped?.(end, text);
  }

  /**
   * A hostile end put messages on a ring that are of no write, or has the other end read what is there again.
   * @param step - that had it do so
   * @param direction - of the frames that these messages are
   * @param first - index of the first message
   */
  foreignMessages(step: number, direction: DeliveredFrame['direction'], first: number, count: number): void {
    this.#ledger.foreignSteps.note(step, direction, first, count);
  }

  listenDied(end: EndName, error: Error): void {
    this.#listener.listenDied?.(end, error);
  }

  #deliveredTx(frame: DeliveredFrame): void {
    const ledger = this.#ledger;
    const tally = this.#tally;
    const stale = this.#stale;
    const reader = this.#reader;
    const { messages, first } = frame;
    const block = ledger.blockOf(messages.at(first));
    const record = ledger.identify(frame, tally.totals.frames, reader);
    const isOwn = ledger.origin === 'own';
    this.passage?.identified(record);
    this.passage?.begin(isOwn ? record.forwarded : undefined, frame.length, block);
    if (!isOwn) {
      this.#deliveredStrangely(frame, block, record);
      return;
    }

    if (block.copiedWritten >= 0) {
      stale.clear();
      // A hostile netfront may ask for less of it than was written.
      stale.cleanBytes = Math.max(0, frame.length - block.copiedWritten);
    } else {
      // A hostile netback may have changed what the ring tells, so that it goes on in other blocks.
      const isOne = frame.end - first === 1;
      stale.scan(
        block.provenance,
        isOne ? frame.length : messages.fragmentSize(first, first, frame.end),
        record,
      );
    }
    tally.countSent(frame.length, stale);

    if (this.#exposure !== undefined) {
      this.#exposure.taken(messages, first, frame.end, record.flow, tally.totals.frames);
      this.#view.exposed = this.#exposure.last;
    }
    if (tally.accounts !== undefined) this.#countSecrets(tally.accounts, frame, record);
    if (stale.count > 0) this.#countLeak(frame, block, record);
    else this.#view.count(0, 0);
    if (this.#isWrong) this.#countFailures(frame, block, record);
    this.#tell(frame, record.step, block, record.flow);
    ledger.settle();
  }

  /**
   * A frame that the write of its request is not in: it was overtaken by others, whose bytes these are; or nothing in the pool
   * was written for it.
   */
  #deliveredStrangely(frame: DeliveredFrame, block: BlockAudit, record: WriteRecord): void {
    const ledger = this.#ledger;
    const tally = this.#tally;
    const stale = this.#stale;
    const crossed = this.#crossed;
    crossed.begin(0, record.step, 0);
    crossed.frame = tally.totals.frames;
    crossed.flow.copy(ledger.crossed);
    crossed.pushed = undefined;
    stale.clear();
    if (ledger.origin === 'overtaken') this.#sortOvertaken(frame, block, record);
    tally.countSent(frame.length, stale);
    if (this.#exposure !== undefined) {
      this.#exposure.taken(frame.messages, frame.first, frame.end, crossed.flow, crossed.frame);
      this.#view.exposed = this.#exposure.last;
    }
    if (stale.count > 0) this.#countLeak(frame, block, crossed);
    else this.#view.count(0, 0);
    if (this.#isWrong) this.#countFailures(frame, undefined, crossed);
    this.#tell(frame, record.step, stale.count > 0 ? block : undefined, crossed.flow, crossed);
    ledger.settle();
  }

  /** What of an overtaken frame is of which write, and which secrets are in it. */
  #sortOvertaken(frame: DeliveredFrame, block: BlockAudit, record: WriteRecord): void {
    const stale = this.#stale;
    const crossed = this.#crossed;
    const { keepsPushed } = this.#ledger;
    const { accounts } = this.#tally;
    this.#tally.countNotAsPushed();
    const size = frame.messages.fragmentSize(frame.first, frame.first, frame.end);
    const length = Math.min(size, frame.length);
    // What is left of it is stale, too, if it gets to somebody else than it was pushed for.
    const isAstray = keepsPushed && !recipientEquals(record.flow, crossed.flow);
    const intervals = block.intervals();
    stale.scan(block.provenance, length, isAstray ? crossed : record);
    if (keepsPushed) crossed.pushed = record.flow;
    else this.#guessSources(crossed.flow);
    if (accounts === undefined) return;
    this.#countDisclosed(accounts, crossed.flow);
    if (isAstray) return;
    for (let i = 0, from = 0; i < intervals.count && from < length; i++) {
      const to = Math.min(intervals.end[i] as number, length);
      if (intervals.record[i] === record.id) {
        accounts.sent.count(crossed.flow, crossed.frame, record.marks, from, to);
      }
      from = to;
    }
  }

  /** What overtook a frame is most often not sent yet: the frame that it is found in tells who it is for. */
  #guessSources(flow: Readonly<Flow>): void {
    const stale = this.#stale;
    for (let i = 0; i < stale.count; i++) {
      const { source } = stale.ranges[i] as StaleRange;
      if (source.frame === 0) source.flow.copy(flow);
    }
  }

  /** Receive pages are zeroed before they are granted, so a received frame has nothing stale. */
  #deliveredRx(frame: DeliveredFrame): void {
    const ledger = this.#ledger;
    const tally = this.#tally;
    const rxFlow = this.#rxFlow;
    const { accounts } = tally;
    const response = frame.messages.at(frame.first);
    const { id } = response;
    // A hostile netback may tell of less than it wrote, or name another page.
    this.passage?.begin(this.passage.takePage(id), frame.length);
    tally.countReceived(frame.length, Math.min(ledger.writtenInPage(id), frame.length));
    this.#stale.clear();
    this.#view.count(0, 0);
    if (this.#exposure !== undefined) this.#view.exposed = undefined;
    storeFlow(this.#reader, rxFlow);
    this.#hosts.resolve(rxFlow);
    if (accounts !== undefined) {
      const marks = ledger.marksOfPage(id);
      this.passage?.marks.addFrom(marks, 0, frame.length, 0);
      this.#countMarks(accounts, rxFlow, marks, 0, frame.length, 0);
    }
    if (this.#isWrong) this.#countFailures(frame, undefined);
    this.#tell(frame, ledger.stepOfPage(response), undefined, rxFlow);
    ledger.emptyPage(id);
  }

  #overlook(direction: DeliveredFrame['direction']): void {
    const receiver = this.#receiver;
    receiver.overlook(direction);
    if (receiver.isOverlooked) this.#tally.countOverlooked();
  }

  /**
   * Whether a checksum of the frame at hand is wrong, whether its receiver looks or not; but for what is thrown away before
   * anybody would look.
   */
  get #isWrong(): boolean {
    const { isDropped, isOverlooked } = this.#receiver;
    return (this.#reader.verdict === VERDICT_DISCARDED && !isDropped) || isOverlooked;
  }

  #tell(
    frame: DeliveredFrame,
    step: number,
    block: BlockAudit | undefined,
    flow: Readonly<Flow>,
    record = block?.current,
  ): void {
    this.passage?.end(this.totals.frames, step, flow, () => this.#hosts.recipientOf(flow));
    if (this.#listener.frame === undefined) return;
    const verdict = VERDICT_NAMES[this.#reader.verdict] ?? 'delivered';
    this.#listener.frame(this.#view.show(frame, this.totals.frames, step, verdict, block, flow, record));
  }

  /** Secrets in what the frame's own write wrote, block by block, and in what is stale in it. */
  #countSecrets(accounts: SecretAccounts, frame: DeliveredFrame, { flow }: WriteRecord): void {
    const ledger = this.#ledger;
    const stale = this.#stale;
    const { messages, first, end } = frame;
    const hasArrived = this.passage?.hasArrived(flow) ?? true;
    for (let i = first, at = 0; i < end; i++) {
      const size = messages.fragmentSize(i, first, end);
      const { marks } = ledger.blockOf(messages.at(i)).current;
      this.passage?.marks.addFrom(marks, 0, size, at);
      if (hasArrived) this.#countMarks(accounts, flow, marks, 0, size, at);
      at += size;
    }
    if (stale.count > 0) this.#countDisclosed(accounts, flow);
  }

  /** Secrets in what the writer of the frame at hand wrote. @param at - offset in it of what is at 0 in the marks */
  #countMarks(
    accounts: SecretAccounts,
    flow: Readonly<Flow>,
    marks: Readonly<SecretMarks>,
    from: number,
    to: number,
    at: number,
  ): void {
    const number = this.totals.frames;
    const { passage } = this;
    if (passage === undefined) accounts.sent.count(flow, number, marks, from, to);
    else passage.countSecrets(accounts, flow, number, marks, from, to, at);
  }

  /** Secrets in what is stale in the frame at hand. */
  #countDisclosed(accounts: SecretAccounts, flow: Readonly<Flow>): void {
    const stale = this.#stale;
    const number = this.totals.frames;
    const hasArrived = this.passage?.hasArrived(flow) ?? true;
    for (let i = 0; i < stale.count; i++) {
      const range = stale.ranges[i] as StaleRange;
      const { start, end, source } = range;
      if (source.marks.count === 0) continue;
      this.passage?.marks.addFrom(source.marks, start, end, 0);
      if (!hasArrived || recipientEquals(meantFor(range), flow)) continue;
      accounts.disclosed.count(flow, number, source.marks, start, end);
    }
  }

  #countLeak(frame: DeliveredFrame, block: BlockAudit, record: WriteRecord): void {
    const tally = this.#tally;
    const listener = this.#listener;
    const stale = this.#stale;
    const reader = this.#reader;
    const { nonZeroBytes, crossRecipientBytes } = tally.countLeak(frame, stale, reader, record.flow);
    this.#view.count(nonZeroBytes, crossRecipientBytes);
    const isTold = listener.leak !== undefined;
    if (!isTold && !tally.keepsLeak) return;
    const limit = isTold ? MOST_RANGES : tally.leakLimit;
    const leak = this.#describer.leak(frame, block, record, { nonZeroBytes, crossRecipientBytes }, limit);
    if (this.passage !== undefined) {
      leak.way = [];
      this.passage.way = leak.way;
    }
    tally.keepLeak(leak);
    listener.leak?.(leak);
  }

  #countFailures(frame: DeliveredFrame, block: BlockAudit | undefined, record?: WriteRecord): void {
    const tally = this.#tally;
    const listener = this.#listener;
    const blame = this.#blame;
    const isTold = listener.checksumFailure !== undefined;
    blame.judge(frame, block);
    let depth = 0;
    for (let packet: FrameReader | undefined = this.#reader; packet !== undefined; packet = packet.inner) {
      for (let checksum = 0; checksum < CHECKSUM_COUNT; checksum++) {
        if (packet.checksum(checksum).status !== STATUS_BAD) continue;
        const cause = blame.causeOf(checksum, depth);
        tally.countFailure(checksum, cause);
        if (!isTold && !tally.keepsFailure) continue;
        const identity = record === undefined ? this.#identifyRx(frame) : this.#describer.identify(record);
        const limit = isTold ? MOST_RANGES : tally.failureLimit;
        const { isOverlooked } = this.#receiver;
        const failure = this.#describer.failure(
          identity,
          packet,
          checksum,
          cause,
          isOverlooked,
          block,
          limit,
        );
        tally.keepFailure(failure);
        listener.checksumFailure?.(failure);
      }
      depth++;
    }
  }

  #identifyRx({ messages, first }: DeliveredFrame): FrameIdentity {
    const step = this.#ledger.stepOfPage(messages.at(first));
    const forwarded = this.passage?.forwarded;
    return this.#describer.identifyFlow(this.totals.frames, step, 'rx', this.#rxFlow, undefined, forwarded);
  }
}
