import type { FaultyNetback } from '../netchannel/faulty-netback.ts';
import type { Fault } from '../script/step.ts';
import { CallbackHold, type Holdable } from './callback-hold.ts';
import type { DeviceCounts } from './result.ts';
import type { Schedule } from './time/channel-agenda.ts';
import { HOLD_ENDS, STALL_ENDS } from './time/due.ts';
import { type Advancing, advancingMoment } from './time/future-part.ts';
import { Moment } from './time/moment.ts';

/** Grants that the hypervisor can refuse. */
interface RefusableGrants {
  /** Has so many of the next uses refused. */
  refuse(count: number): void;
  /** Whether one of the next uses is refused. */
  readonly isRefusing: boolean;
  /** Uses that were refused. */
  readonly refused: number;
}

/** What misbehaves: a netchannel whose netback has faults around it. */
export interface Stallable extends Holdable {
  readonly netback: FaultyNetback;
  readonly grants: RefusableGrants;
  /** Polls if it was asked to during the stall. */
  pollLate(): void;
}

/** Makes netback misbehave as a script says, and stop it when it is time. */
export class FaultInjector {
  readonly #channel: Stallable;
  readonly #timeline: Schedule;
  readonly #stallEnd = new Moment();
  readonly #requestedEnd = new Moment();
  readonly #hold: CallbackHold;
  readonly #holdEnd = new Moment();

  constructor(channel: Stallable, timeline: Schedule) {
    this.#channel = channel;
    this.#hold = new CallbackHold(channel);
    this.#timeline = timeline;
  }

  /** @throws CannotWrite if too many faults wait */
  inject(fault: Fault): void {
    const { netback, grants } = this.#channel;
    if (fault.kind === 'stall') this.#stall(netback, fault.nanoseconds);
    else if (fault.kind === 'resume') this.resumeAll();
    else if (fault.kind === 'refuse') grants.refuse(fault.count);
    else if (fault.kind === 'hold') this.#beginHold(fault.nanoseconds);
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

  /** Ends a stall and a hold, if there are any. */
  resumeAll(): void {
    this.endHold();
    this.resume();
  }

  /** Ends a hold, if there is one: ends that waited for it go on. */
  endHold(): void {
    if (!this.#hold.isHeld) return;
    this.#timeline.cancel(HOLD_ENDS);
    this.#hold.end();
    this.#channel.pollLate();
  }

  /** Ends a stall and a hold that would not end by themselves. */
  resumeEndless(): void {
    if (this.#hold.isHeld && this.#holdEnd.seconds === Infinity) this.endHold();
    if (this.isEndless) this.resume();
  }

  /** Whether callbacks were held, or grants are or were refused: what an end makes of it, its state does not tell. */
  get haveTroubled(): boolean {
    const { grants } = this.#channel;
    return this.#hold.wasHeld || grants.isRefusing || grants.refused > 0;
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

  counts(): Pick<
    DeviceCounts,
    'responsesDropped' | 'responsesRefused' | 'responsesDelayed' | 'grantsRefused'
  > {
    const { faults } = this.#channel.netback;
    return {
      responsesDropped: faults.dropped,
      responsesRefused: faults.refused,
      responsesDelayed: faults.delayed,
      grantsRefused: this.#channel.grants.refused,
    };
  }

  /** A hold within a hold makes it no shorter. */
  #beginHold(nanoseconds: number): void {
    const requestedEnd = this.#requestedEnd;
    requestedEnd.set(this.#timeline.clock);
    if (nanoseconds === Infinity) requestedEnd.seconds = Infinity;
    else requestedEnd.advance(nanoseconds);
    if (this.#hold.isHeld && !this.#holdEnd.isBefore(requestedEnd)) return;
    if (!this.#hold.isHeld) this.#hold.begin();
    this.#holdEnd.set(requestedEnd);
    this.#timeline.cancel(HOLD_ENDS);
    if (nanoseconds !== Infinity) this.#timeline.schedule(HOLD_ENDS, nanoseconds);
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
