import type { FaultyNetback } from '../netchannel/faulty-netback.ts';
import type { Fault } from '../script/step.ts';
import type { DeviceCounts } from './result.ts';
import { STALL_ENDS } from './time/due.ts';
import { type Advancing, advancingMoment } from './time/future-part.ts';
import { Moment } from './time/moment.ts';
import type { Timeline } from './time/timeline.ts';

/** What misbehaves: a netchannel whose netback has faults around it. */
export interface Stallable {
  readonly netback: FaultyNetback;
  /** Polls if it was asked to during the stall. */
  pollLate(): void;
}

/** Makes netback misbehave as a script says, and stop it when it is time. */
export class FaultInjector {
  readonly #channel: Stallable;
  readonly #timeline: Timeline;
  readonly #stallEnd = new Moment();
  readonly #requestedEnd = new Moment();

  constructor(channel: Stallable, timeline: Timeline) {
    this.#channel = channel;
    this.#timeline = timeline;
  }

  /** @throws CannotWrite if too many faults wait */
  inject(fault: Fault): void {
    const { netback } = this.#channel;
    if (fault.kind === 'stall') this.#stall(netback, fault.nanoseconds);
    else if (fault.kind === 'resume') this.resume();
    else netback.faults.add(fault.kind, fault.count, fault.kind === 'delay' ? fault.nanoseconds : 0);
  }

  /** Ends a stall, if there is one. */
  resume(): void {
    const { netback } = this.#channel;
    if (!netback.isStalled) return;
    this.#timeline.cancel(STALL_ENDS);
    netback.resume();
    this.#channel.pollLate();
  }

  /** Ends a stall that would not end by itself. */
  resumeEndless(): void {
    if (this.isEndless) this.resume();
  }

  /** When a stall ends that is under way, if it ends by itself. */
  advancing(): Advancing[] {
    if (!this.#channel.netback.isStalled || this.isEndless) return [];
    return [advancingMoment('end of the stall', this.#stallEnd)];
  }

  /** Whether a stall is under way that would not end by itself. */
  get isEndless(): boolean {
    return this.#channel.netback.isStalled && this.#stallEnd.seconds === Infinity;
  }

  counts(): Pick<DeviceCounts, 'responsesDropped' | 'responsesRefused' | 'responsesDelayed'> {
    const { faults } = this.#channel.netback;
    return {
      responsesDropped: faults.dropped,
      responsesRefused: faults.refused,
      responsesDelayed: faults.delayed,
    };
  }

  /** A stall within a stall makes it no shorter. */
  #stall(netback: FaultyNetback, nanoseconds: number): void {
    const stallEnd = this.#stallEnd;
    const requestedEnd = this.#requestedEnd;
    const timeline = this.#timeline;
    requestedEnd.set(timeline.clock);
    if (nanoseconds === Infinity) requestedEnd.seconds = Infinity;
    else requestedEnd.advance(nanoseconds);
    if (netback.isStalled && !stallEnd.isBefore(requestedEnd)) return;
    netback.isStalled = true;
    stallEnd.set(requestedEnd);
    timeline.cancel(STALL_ENDS);
    if (nanoseconds !== Infinity) timeline.schedule(STALL_ENDS, nanoseconds);
  }
}
