import type { AuditedFrame } from '../audit/audited-frame.ts';
import type { FrameEntry, FrameIdentity, Leak, LeakRange } from '../audit/findings.ts';
import { FrameReader } from '../wire/frame-reader.ts';
import { carriedRanges } from './carried-ranges.ts';
import { fieldStretches } from './field-stretches.ts';
import { type RecentFrame, RecentFrames } from './recent-frames.ts';
import type { FieldStretch, LeftOutFrames, RecordedFailure, RecordedFrame } from './recording.ts';
import { wordSum } from './word-sum.ts';

/** How much of a run is recorded. */
export interface RecordingLimits {
  /** The first frames, without a gap. */
  frames: number;
  /** Bytes of those frames together, after which no more of them are kept. */
  bytes: number;
  /** Of those that come after them, how many that leak. */
  leaks: number;
}

/**
 * Where bytes of the frame at hand are zero, because nobody wrote them since they were zeroed.
 * @param block - that it begins in
 * @returns start and end, pair after pair
 */
export type ClearedIn = (block: number, length: number) => number[];

/** A frame beyond the first ones, with what it is compared by. */
interface Ranked {
  rank: number;
  frame: RecordedFrame;
  sources: Source[];
}

/** A frame that stale bytes are from, of which no more is known than its bytes and what became of it. */
interface Source extends Omit<RecentFrame, 'bytes'> {
  frame: RecordedFrame;
}

/** Keeps the first frames of a run, and of the others those that leak most. */
export class FrameRecorder {
  readonly #limits: RecordingLimits;
  readonly #first: RecordedFrame[] = [];
  readonly #worst: Ranked[] = [];
  readonly #reader = new FrameReader();
  readonly #recent = new RecentFrames();
  #bytes = 0;
  #total = 0;
  #leaking = 0;
  #discarded = 0;
  #isFull = false;

  constructor(limits: RecordingLimits) {
    this.#limits = limits;
  }

  /** How many frames there are without a gap. */
  get unbroken(): number {
    return this.#first.length;
  }

  add(frame: AuditedFrame, clearedIn: ClearedIn): void {
    const { frames: most, bytes } = this.#limits;
    this.#total++;
    this.#isFull ||= this.#first.length >= most || this.#bytes + frame.length > bytes;
    if (!this.#isFull) {
      this.#bytes += frame.length;
      this.#first.push(this.#record(frame, clearedIn));
      return;
    }
    if (frame.leakedBytes > 0) {
      this.#leaking++;
      this.#addWorst(frame, clearedIn);
    }
    if (frame.verdict === 'discarded') this.#discarded++;
    this.#recent.add(frame);
  }

  /** Tells the first frames when they had crossed. */
  setTimes(entries: readonly FrameEntry[]): void {
    for (const frame of this.#first) {
      const time = entries[frame.number - 1]?.time;
      if (time !== undefined) frame.time = time;
    }
  }

  /** @returns all that are kept, in the order in which they crossed */
  frames(): RecordedFrame[] {
    const byNumber = new Map<number, RecordedFrame>();
    for (const { sources } of this.#worst) for (const { frame } of sources) byNumber.set(frame.number, frame);
    // What is known of them as frames that leak is more than what is known of them as sources.
    for (const { frame } of this.#worst) byNumber.set(frame.number, frame);
    for (const frame of this.#first) byNumber.set(frame.number, frame);
    return [...byNumber.values()].sort((a, b) => a.number - b.number);
  }

  leftOut(): LeftOutFrames {
    const worst = this.#worst.map(({ frame }) => frame.number);
    const kept = new Map<number, Omit<Source, 'frame'>>();
    for (const { sources } of this.#worst) {
      for (const { frame, ...source } of sources) {
        if (!worst.includes(frame.number)) kept.set(frame.number, source);
      }
    }
    const sources = [...kept.values()];
    const leaking = worst.length + sources.filter(({ leaks }) => leaks).length;
    const discarded =
      this.#worst.filter(({ frame }) => frame.verdict === 'discarded').length +
      sources.filter(({ isDiscarded }) => isDiscarded).length;
    return {
      frames: this.#total - this.frames().length,
      leakingFrames: this.#leaking - leaking,
      discarded: this.#discarded - discarded,
    };
  }

  #addWorst(frame: AuditedFrame, clearedIn: ClearedIn): void {
    const worst = this.#worst;
    const rank = frame.crossRecipientBytes * 65536 + frame.nonZeroLeakedBytes;
    if (worst.length >= this.#limits.leaks && rank <= (worst.at(-1)?.rank ?? 0)) return;
    const recorded = this.#record(frame, clearedIn);
    const at = worst.findIndex((other) => other.rank < rank);
    const entry = { rank, frame: recorded, sources: this.#sourcesOf(recorded.leak) };
    worst.splice(at < 0 ? worst.length : at, 0, entry);
    if (worst.length > this.#limits.leaks) worst.pop();
  }

  #record(frame: AuditedFrame, clearedIn: ClearedIn): RecordedFrame {
    const bytes = frame.bytes.slice(frame.offset, frame.offset + frame.length);
    const leak = frame.leak();
    const blocks = frame.blocks();
    const { firstBlock } = frame;
    this.#read(bytes);
    const surroundings = { bytes: frame.bytes, offset: frame.offset };
    const failures = frame.checksumFailures().map((failure): RecordedFailure => {
      const sum = wordSum(failure, this.#reader, surroundings);
      return sum === undefined ? failure : { ...failure, sum };
    });
    const { number, length, verdict, leakedBytes, nonZeroLeakedBytes, crossRecipientBytes } = frame;
    const exposed = frame.exposedMemory();
    const checksum = frame.checksum();
    const identity = frame.identify();
    const fields = fieldStretches(this.#reader);
    return {
      ...identity,
      number,
      sender: frame.sender(),
      length,
      verdict,
      leakedBytes,
      nonZeroLeakedBytes,
      crossRecipientBytes,
      ...this.#carried(frame, identity.forwards?.number, bytes, fields),
      blocks,
      slots: frame.slots(),
      ...(checksum === undefined ? {} : { checksum }),
      bytes,
      cleared: firstBlock < 0 ? [] : clearedIn(firstBlock, length),
      fields,
      ...(leak === undefined ? {} : { leak }),
      failures,
      ...(exposed === undefined ? {} : { exposed }),
    };
  }

  /** @param made - number of the frame that it was made of */
  #carried(
    frame: AuditedFrame,
    made: number | undefined,
    bytes: Uint8Array,
    fields: readonly FieldStretch[],
  ): Pick<RecordedFrame, 'passedOnBytes' | 'passedOn'> {
    const { passedOnBytes } = frame;
    if (passedOnBytes === 0) return {};
    const leak = made === undefined ? undefined : this.#first[made - 1]?.leak;
    return { passedOnBytes, passedOn: carriedRanges(frame.passedOn(), bytes, fields, leak) };
  }

  /** The frames that the bytes of a leak are from, as far as their bytes are still known. */
  #sourcesOf(leak: Leak | undefined): Source[] {
    const found = new Map<number, Source>();
    for (const { source } of leak?.ranges ?? []) {
      const { number } = source;
      if (number === null || number <= this.#first.length || found.has(number)) continue;
      const recent = this.#recent.find(number);
      if (recent === undefined) continue;
      const { bytes, leaks, isDiscarded } = recent;
      const frame = this.#sourceFrame({ ...identityOf(source), number }, bytes);
      found.set(number, { frame, leaks, isDiscarded });
    }
    return [...found.values()];
  }

  #sourceFrame(identity: FrameIdentity & { number: number }, bytes: Uint8Array): RecordedFrame {
    this.#read(bytes);
    return {
      ...identity,
      sender: { kind: 'unknown', address: '' },
      length: bytes.length,
      verdict: 'delivered',
      leakedBytes: 0,
      nonZeroLeakedBytes: 0,
      crossRecipientBytes: 0,
      blocks: [],
      slots: [],
      bytes,
      cleared: [],
      fields: fieldStretches(this.#reader),
      failures: [],
    };
  }

  #read(bytes: Uint8Array): void {
    this.#reader.read(bytes, new DataView(bytes.buffer), 0, bytes.length);
  }
}

function identityOf({
  number,
  step,
  direction,
  protocol,
  flow,
  recipient,
}: LeakRange['source']): FrameIdentity {
  return { number, step, direction, protocol, flow, recipient };
}
