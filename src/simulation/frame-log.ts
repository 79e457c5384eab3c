import type { AuditedFrame } from '../audit/audited-frame.ts';
import type { FrameEntry } from '../audit/findings.ts';
import type { Advancing } from './time/future-part.ts';
import { secondsBetween, type Time } from './time/moment.ts';

/** Slots of each of the two rings. */
const SLOTS = 256;

/** Keeps a line about each of the first frames that cross the channel. */
export class FrameLog {
  readonly #most: number;
  readonly #start: Readonly<Time>;
  readonly #entries: FrameEntry[] = [];
  /** How far the rings would have gone on in what was leapt over. */
  readonly #leapt = { tx: 0, rx: 0 };

  /**
   * @param most - frames to keep
   * @param start - the time of the first step
   */
  constructor(most: number, start: Readonly<Time>) {
    this.#most = most;
    const { seconds, nanoseconds } = start;
    this.#start = { seconds, nanoseconds };
  }

  /** Whether no more frames are kept. */
  get isFull(): boolean {
    return this.#entries.length >= this.#most;
  }

  /** @param arrival - when its receiver had the frame */
  add(frame: AuditedFrame, arrival: Readonly<Time>): void {
    const { number, length, verdict, leakedBytes, nonZeroLeakedBytes, crossRecipientBytes } = frame;
    const { step, direction, protocol, flow, recipient, pushed, channel, forwards } = frame.identify();
    const leapt = this.#leapt[direction];
    // Named one by one: V8 takes several times as long to spread an object into a literal of so many fields.
    const entry: FrameEntry = {
      number,
      step,
      direction,
      protocol,
      flow,
      recipient,
      time: secondsBetween(this.#start, arrival),
      sender: frame.sender(),
      length,
      verdict,
      leakedBytes,
      nonZeroLeakedBytes,
      crossRecipientBytes,
      blocks: frame.blocks(),
      slots: frame.slots().map((slot) => (slot + leapt) % SLOTS),
    };
    if (pushed !== undefined) entry.pushed = pushed;
    if (channel !== undefined) entry.channel = channel;
    if (forwards !== undefined) entry.forwards = forwards;
    if (frame.passedOnBytes > 0) entry.passedOnBytes = frame.passedOnBytes;
    const checksum = frame.checksum();
    if (checksum !== undefined) entry.checksum = checksum;
    this.#entries.push(entry);
  }

  /** Which slot comes next. @param taken - messages that were taken off the ring so far */
  advancing(direction: FrameEntry['direction'], taken: number): Advancing {
    const leapt = this.#leapt;
    const told = BigInt((taken + leapt[direction]) % SLOTS);
    const leap = (by: bigint): void => {
      leapt[direction] = (leapt[direction] + Number(BigInt.asUintN(32, by))) % SLOTS;
    };
    return { key: direction, value: BigInt(taken), told, leap };
  }

  /** Forgets the frames so far. */
  clear(): void {
    this.#entries.length = 0;
  }

  /** The frames so far, in the order in which they crossed. */
  list(): FrameEntry[] {
    return [...this.#entries];
  }
}
