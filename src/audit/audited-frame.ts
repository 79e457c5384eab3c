import type { DeliveredFrame } from '../netchannel/observer.ts';
import type { Blame, WrongChecksum } from './blame.ts';
import type { BlockAudit, SummedPiece } from './block-audit.ts';
import type { Verdict } from './findings.ts';
import type { StaleRange, StaleRanges } from './stale-ranges.ts';

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
  /** Offsets in the frame, start and end, of its stale bytes, pair after pair. */
  staleRanges(): [start: number, end: number][];
  /** Offsets in the frame of checksum fields that stale memory was summed into. */
  staleSums(): number[];
  /** Its wrong checksums, and why they are wrong; none unless it is discarded. */
  wrongChecksums(): WrongChecksum[];
}

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
  private readonly stale: StaleRanges;
  private readonly blame: Blame;
  private block: BlockAudit | undefined;

  constructor(stale: StaleRanges, blame: Blame) {
    this.stale = stale;
    this.blame = blame;
  }

  show(
    frame: DeliveredFrame,
    number: number,
    step: number,
    verdict: Verdict,
    block: BlockAudit | undefined,
  ): AuditedFrame {
    this.number = number;
    this.direction = frame.direction;
    this.bytes = frame.bytes;
    this.view = frame.view;
    this.offset = frame.offset;
    this.length = frame.length;
    this.step = step;
    this.verdict = verdict;
    this.leakedBytes = this.stale.bytes;
    this.block = block;
    return this;
  }

  staleRanges(): [number, number][] {
    const ranges: [number, number][] = [];
    for (let i = 0; i < this.stale.count; i++) {
      const { start, end } = this.stale.ranges[i] as StaleRange;
      ranges.push([start, end]);
    }
    return ranges;
  }

  staleSums(): number[] {
    const fields = new Set<number>();
    const { block } = this;
    if (block === undefined) return [];
    for (let i = 0; i < block.summedCount; i++) fields.add((block.summed[i] as SummedPiece).field);
    return [...fields];
  }

  wrongChecksums(): WrongChecksum[] {
    return this.blame.wrongChecksums();
  }
}
