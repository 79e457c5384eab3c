import type { Netchannel } from '../netchannel/netchannel.ts';
import { ResponseFaults } from '../netchannel/response-faults.ts';
import type { Fault } from '../script/step.ts';
import type { DeviceCounts } from './result.ts';
import { STALL_ENDS } from './time/due.ts';
import { type Advancing, advancingMoment } from './time/future.ts';
import { Moment } from './time/moment.ts';
import type { Timeline } from './time/timeline.ts';

/** Makes netback misbehave as a script says, and stop it when it is time. */
export class FaultInjector {
  private readonly channel: Netchannel;
  private readonly timeline: Timeline;
  private readonly stallEnd = new Moment();
  private readonly requestedEnd = new Moment();

  constructor(channel: Netchannel, timeline: Timeline) {
    this.channel = channel;
    this.timeline = timeline;
  }

  /** @throws CannotWrite if too many faults wait */
  inject(fault: Fault): void {
    const { netback } = this.channel;
    netback.faults ??= new ResponseFaults(this.hold);
    if (fault.kind === 'stall') this.stall(netback.faults, fault.nanoseconds);
    else if (fault.kind === 'resume') this.resume();
    else netback.faults.add(fault.kind, fault.count, fault.kind === 'delay' ? fault.nanoseconds : 0);
  }

  /** Ends a stall, if there is one. */
  resume(): void {
    if (!this.channel.netback.isStalled) return;
    this.timeline.cancel(STALL_ENDS);
    this.channel.resume();
  }

  /** Ends a stall that would not end by itself. */
  resumeEndless(): void {
    if (this.isEndless) this.resume();
  }

  /** When a stall ends that is under way, if it ends by itself. */
  advancing(): Advancing[] {
    if (!this.channel.netback.isStalled || this.isEndless) return [];
    return [advancingMoment('end of the stall', this.stallEnd)];
  }

  /** Whether a stall is under way that would not end by itself. */
  get isEndless(): boolean {
    return this.channel.netback.isStalled && this.stallEnd.seconds === Infinity;
  }

  counts(): Pick<DeviceCounts, 'responsesDropped' | 'responsesRefused' | 'responsesDelayed'> {
    const { faults } = this.channel.netback;
    return {
      responsesDropped: faults?.dropped ?? 0,
      responsesRefused: faults?.refused ?? 0,
      responsesDelayed: faults?.delayed ?? 0,
    };
  }

  /** A stall within a stall makes it no shorter. */
  private stall(faults: ResponseFaults, nanoseconds: number): void {
    const { stallEnd, requestedEnd, timeline } = this;
    requestedEnd.set(timeline.clock);
    if (nanoseconds === Infinity) requestedEnd.seconds = Infinity;
    else requestedEnd.advance(nanoseconds);
    if (faults.stalled && !stallEnd.isBefore(requestedEnd)) return;
    faults.stalled = true;
    stallEnd.set(requestedEnd);
    timeline.cancel(STALL_ENDS);
    if (nanoseconds !== Infinity) timeline.schedule(STALL_ENDS, nanoseconds);
  }

  private readonly hold = (id: number, nanoseconds: number): void => {
    this.timeline.schedule(id, nanoseconds);
  };
}
