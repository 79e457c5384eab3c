import type { DeliveredFrame } from '../netchannel/observer.ts';
import { CHECKSUM_COUNT, STATUS_BAD } from '../wire/checksum-status.ts';
import { Flow, recipientEquals } from '../wire/flow.ts';
import type { FrameReader } from '../wire/frame-reader.ts';
import type { Blame, WrongChecksum } from './blame.ts';
import type { BlockAudit, SummedPiece } from './block-audit.ts';
import { MOST_RANGES } from './bounded-finding.ts';
import type { ChecksumReceiver } from './checksum-receiver.ts';
import { type Describer, passedSource } from './describer.ts';
import type { Exposure } from './exposure.ts';
import type { ExposedInFrame, ExposedMemory } from './exposure-result.ts';
import type {
  ChecksumFailure,
  ChecksumState,
  FrameBlock,
  FrameIdentity,
  Leak,
  PassedRange,
  Recipient,
  Verdict,
} from './findings.ts';
import type { Passage } from './passage.ts';
import type { PoolLedger } from './pool-ledger.ts';
import type { StaleRange, StaleRanges } from './stale-ranges.ts';
import type { WriteRecord } from './write-records.ts';

/** A frame that crossed the channel, with what the audit made of it. Reused: keep nothing of it. */
export interface AuditedFrame {
  /** Position in the capture, counted from 1. */
  number: number;
  direction: 'tx' | 'rx';
  bytes: Uint8Array;
  view: DataView;
  offset: number;
  length: number;
  /** Index of the step that wrote it. */
  step: number;
  verdict: Verdict;
  leakedBytes: number;
  /** Of these, how many are not zero. */
  nonZeroLeakedBytes: number;
  /** Of these, how many were meant for somebody else. */
  crossRecipientBytes: number;
  /** The channel that it crossed, if there are several. */
  readonly channel: string | undefined;
  /** Old bytes that it carries on from the frame that it was made of; they are no leak of its own. */
  passedOnBytes: number;
  /** What netback could read besides when it took it; absent if nobody looked. */
  exposed?: ExposedInFrame | undefined;
  /** What it is, and who gets it. */
  identify(): FrameIdentity;
  /** Who sent it. */
  sender(): Recipient;
  /** What its requests are about, blocks of the pool but for those of a hostile netfront; nothing for a frame from netback. */
  blocks(): FrameBlock[];
  /** The block of the pool that it begins in, by its id; -1 if it is in no page of the pool. */
  readonly firstBlock: number;
  /** The slots of the ring that its requests, or its responses and their descriptors, were on. */
  slots(): number[];
  /** What the ring says about its checksum; undefined if nothing. */
  checksum(): ChecksumState | undefined;
  /** Offsets in the frame, start and end, of its stale bytes, pair after pair. */
  staleRanges(): [start: number, end: number][];
  /** Offsets in the frame of checksum fields that stale memory was summed into. */
  staleSums(): number[];
  /** Its wrong checksums, and why they are wrong; none unless it is discarded. */
  wrongChecksums(): WrongChecksum[];
  /** The old bytes that it carries on, range by range. */
  passedOn(): PassedRange[];
  /** All that is stale in it, range by range; undefined if nothing is. */
  leak(): Leak | undefined;
  /** Whether a checksum of it is wrong, and it came to a firewall, which looks at none. */
  readonly isOverlooked: boolean;
  /** The same as `wrongChecksums`, with all that is to be said of each. */
  checksumFailures(): ChecksumFailure[];
  /** What netback could read besides, piece by piece; undefined if nobody looked. */
  exposedMemory(): ExposedMemory | undefined;
}

/** Both rings have 256. */
const LAST_SLOT = 255;

const NO_FLOW: Readonly<Flow> = new Flow();

/** The one frame that listeners are shown, again and again. */
export class FrameInView implements AuditedFrame {
  number = 0;
  direction: 'tx' | 'rx' = 'tx';
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(this.bytes.buffer);
  offset = 0;
  length = 0;
  step = 0;
  verdict: Verdict = 'delivered';
  leakedBytes = 0;
  nonZeroLeakedBytes = 0;
  crossRecipientBytes = 0;
  passedOnBytes = 0;
  exposed: ExposedInFrame | undefined;
  readonly #passage: Passage | undefined;
  #frame: DeliveredFrame | undefined;
  #flow: Readonly<Flow> | undefined;
  readonly #reader: FrameReader;
  readonly #stale: StaleRanges;
  readonly #blame: Blame;
  readonly #describer: Describer;
  #block: BlockAudit | undefined;
  #record: WriteRecord | undefined;
  readonly #ledger: Pick<PoolLedger, 'idOf' | 'ownIdOf'>;
  readonly #receiver: ChecksumReceiver;
  readonly #exposure: Exposure | undefined;

  constructor(
    reader: FrameReader,
    stale: StaleRanges,
    blame: Blame,
    describer: Describer,
    ledger: Pick<PoolLedger, 'idOf' | 'ownIdOf'>,
    receiver: ChecksumReceiver,
    exposure?: Exposure,
    passage?: Passage,
  ) {
    this.#passage = passage;
    this.#receiver = receiver;
    this.#exposure = exposure;
    this.#ledger = ledger;
    this.#reader = reader;
    this.#describer = describer;
    this.#stale = stale;
    this.#blame = blame;
  }

  show(
    frame: DeliveredFrame,
    number: number,
    step: number,
    verdict: Verdict,
    block: BlockAudit | undefined,
    flow: Readonly<Flow>,
    record: WriteRecord | undefined,
  ): AuditedFrame {
    this.#frame = frame;
    this.#record = record;
    this.#flow = flow;
    this.number = number;
    this.direction = frame.direction;
    this.bytes = frame.bytes;
    this.view = frame.view;
    this.offset = frame.offset;
    this.length = frame.length;
    this.step = step;
    this.verdict = verdict;
    this.leakedBytes = this.#stale.bytes;
    if (this.#passage !== undefined) this.passedOnBytes = this.#passage.passedOnBytes;
    this.#block = block;
    return this;
  }

  /** Says how much of what is stale in the frame at hand is not zero, and how much was meant for somebody else. */
  count(nonZeroLeakedBytes: number, crossRecipientBytes: number): void {
    this.nonZeroLeakedBytes = nonZeroLeakedBytes;
    this.crossRecipientBytes = crossRecipientBytes;
  }

  get channel(): string | undefined {
    return this.#passage?.channel;
  }

  identify(): FrameIdentity {
    const pushed = this.#record?.pushed;
    return this.#describer.identifyFlow(
      this.number,
      this.step,
      this.direction,
      this.#flow ?? NO_FLOW,
      pushed,
      this.#passage?.forwarded,
    );
  }

  sender(): Recipient {
    return this.#describer.sender(this.#flow ?? NO_FLOW);
  }

  blocks(): FrameBlock[] {
    const frame = this.#frame;
    if (frame === undefined || frame.direction === 'rx') return [];
    const blocks: FrameBlock[] = [];
    for (let i = frame.first; i < frame.end; i++) {
      const message = frame.messages.at(i);
      const { gref, offset } = message;
      const id = this.#ledger.idOf(message);
      // Each page of the pool is two blocks.
      blocks.push({ id, page: id >> 1, gref, offset });
    }
    return blocks;
  }

  get firstBlock(): number {
    const frame = this.#frame;
    return frame === undefined || frame.direction === 'rx'
      ? -1
      : this.#ledger.ownIdOf(frame.messages.at(frame.first));
  }

  slots(): number[] {
    const slots: number[] = [];
    const frame = this.#frame;
    if (frame === undefined) return slots;
    for (let i = frame.first; i < frame.end; i++) {
      const { slot, extras } = frame.messages.at(i);
      for (let k = 0; k <= extras; k++) slots.push((slot + k) & LAST_SLOT);
    }
    return slots;
  }

  checksum(): ChecksumState | undefined {
    return this.#receiver.state();
  }

  get isOverlooked(): boolean {
    return this.#receiver.isOverlooked;
  }

  staleRanges(): [number, number][] {
    const ranges: [number, number][] = [];
    for (let i = 0; i < this.#stale.count; i++) {
      const { start, end } = this.#stale.ranges[i] as StaleRange;
      ranges.push([start, end]);
    }
    return ranges;
  }

  staleSums(): number[] {
    const fields = new Set<number>();
    const block = this.#block;
    if (block === undefined) return [];
    for (let i = 0; i < block.summedCount; i++) fields.add((block.summed[i] as SummedPiece).field);
    return [...fields];
  }

  wrongChecksums(): WrongChecksum[] {
    return this.#receiver.isDropped ? [] : this.#blame.wrongChecksums();
  }

  passedOn(): PassedRange[] {
    const flow = this.#flow ?? NO_FLOW;
    return (this.#passage?.forwarded?.passed ?? []).flatMap((passed): PassedRange[] => {
      const { start } = passed;
      const end = Math.min(passed.end, this.length);
      if (start >= end) return [];
      const crossRecipient = !recipientEquals(passed.flow, flow);
      return [{ start, end, source: passedSource(passed, start, this.number), crossRecipient }];
    });
  }

  leak(): Leak | undefined {
    const frame = this.#frame;
    const block = this.#block;
    const record = this.#record;
    const { nonZeroLeakedBytes: nonZeroBytes, crossRecipientBytes } = this;
    if (frame === undefined || block === undefined || record === undefined) return undefined;
    if (this.#stale.count === 0) return undefined;
    const sums = { nonZeroBytes, crossRecipientBytes };
    const leak = this.#describer.leak(frame, block, record, sums, MOST_RANGES);
    const passage = this.#passage;
    if (passage === undefined) return leak;
    passage.way ??= [];
    return { ...leak, way: passage.way };
  }

  checksumFailures(): ChecksumFailure[] {
    const failures: ChecksumFailure[] = [];
    const { isOverlooked, isDropped } = this.#receiver;
    if (isDropped || (this.verdict !== 'discarded' && !isOverlooked)) return failures;
    const describer = this.#describer;
    const blame = this.#blame;
    const block = this.#block;
    const identity = this.identify();
    let depth = 0;
    for (let packet: FrameReader | undefined = this.#reader; packet !== undefined; packet = packet.inner) {
      for (let checksum = 0; checksum < CHECKSUM_COUNT; checksum++) {
        if (packet.checksum(checksum).status !== STATUS_BAD) continue;
        const cause = blame.causeOf(checksum, depth);
        failures.push(describer.failure(identity, packet, checksum, cause, isOverlooked, block, MOST_RANGES));
      }
      depth++;
    }
    return failures;
  }

  exposedMemory(): ExposedMemory | undefined {
    if (this.exposed === undefined) return undefined;
    return this.#exposure?.memory(this.#describer, this.#flow ?? NO_FLOW, this.number);
  }
}
