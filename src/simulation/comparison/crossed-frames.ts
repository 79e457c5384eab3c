import type { AuditedFrame } from '../../audit/audited-frame.ts';
import type { Verdict } from '../../audit/findings.ts';

/** A frame that crossed during a step. */
export interface CrossedFrame {
  /** Position among all frames of its release, counted from 1. */
  number: number;
  direction: 'tx' | 'rx';
  /** Index of the step that wrote it. */
  step: number;
  verdict: Verdict;
  /** Where its bytes begin among those of the step. */
  start: number;
  length: number;
  /** Offsets in the frame, start and end, of stale bytes; empty if nobody asked for them. */
  stale: readonly [start: number, end: number][];
  /** Offsets of checksum fields that stale memory was summed into; empty if nobody asked for them. */
  staleSums: readonly number[];
  /** The same of what leaked in the frame that a firewall made it of. */
  passedOn: readonly (readonly [start: number, end: number])[];
}

const NOTHING: readonly never[] = [];

/**
 * The frames that one release delivered during one step, copied, in order. Cleared and used again for the next
 * step, so that it grows with the busiest step and not with the run.
 */
export class CrossedFrames {
  count = 0;
  readonly #frames: CrossedFrame[] = [];
  #bytes = new Uint8Array(4096);
  #used = 0;

  clear(): void {
    this.count = 0;
    this.#used = 0;
  }

  /** @param wantsStale - whether to note what of the frame is stale */
  add(frame: AuditedFrame, wantsStale: boolean): void {
    const { length } = frame;
    this.#makeRoom(length);
    for (let i = 0; i < length; i++) this.#bytes[this.#used + i] = frame.bytes[frame.offset + i] as number;
    const slot = this.#nextSlot();
    slot.number = frame.number;
    slot.direction = frame.direction;
    slot.step = frame.step;
    slot.verdict = frame.verdict;
    slot.start = this.#used;
    slot.length = length;
    slot.stale = wantsStale ? frame.staleRanges() : NOTHING;
    slot.staleSums = wantsStale ? frame.staleSums() : NOTHING;
    slot.passedOn =
      wantsStale && frame.passedOnBytes > 0
        ? frame.passedOn().map(({ start, end }) => [start, end] as const)
        : NOTHING;
    this.#used += length;
  }

  /** @returns the frame at `index`, which is below `count`; valid until the next `clear` */
  at(index: number): Readonly<CrossedFrame> {
    return this.#frames[index] as CrossedFrame;
  }

  /** @returns a copy of the bytes of the frame at `index` */
  bytesOf(index: number): Uint8Array {
    const { start, length } = this.at(index);
    return this.#bytes.slice(start, start + length);
  }

  /** Whether the frame at `index` has the same bytes as the one at `otherIndex` of another release. */
  equals(index: number, other: CrossedFrames, otherIndex: number): boolean {
    const a = this.at(index);
    const b = other.at(otherIndex);
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) {
      if (this.#bytes[a.start + i] !== other.#bytes[b.start + i]) return false;
    }
    return true;
  }

  #nextSlot(): CrossedFrame {
    let slot = this.#frames[this.count];
    if (slot === undefined) {
      slot = {
        number: 0,
        direction: 'tx',
        step: 0,
        verdict: 'delivered',
        start: 0,
        length: 0,
        stale: NOTHING,
        staleSums: NOTHING,
        passedOn: NOTHING,
      };
      this.#frames.push(slot);
    }
    this.count++;
    return slot;
  }

  #makeRoom(length: number): void {
    if (this.#used + length <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(2 * this.#bytes.length, this.#used + length));
    bytes.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = bytes;
  }
}
