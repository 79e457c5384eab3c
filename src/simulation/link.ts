import type { Link } from '../script/script.ts';
import { Moment } from './moment.ts';

/** One direction of a link: frames go over it one after the other, at its rate, and arrive after its latency. */
export class LinkDirection {
  /** When the last frame arrived: the receiver has all of it. */
  readonly arrival = new Moment();
  /** When the last bit of the last frame was sent. */
  private readonly idle = new Moment();
  /** Whether frames take time to be sent, and so queue up. */
  readonly hasRate: boolean;
  private readonly nanosecondsPerByte: number;
  private readonly latency: number;

  constructor({ bitsPerSecond, latencyNanoseconds }: Link) {
    this.hasRate = bitsPerSecond !== Infinity;
    this.nanosecondsPerByte = 8e9 / bitsPerSecond;
    this.latency = latencyNanoseconds;
  }

  /** When the last bit of the last frame was sent, since 1970: it may be far ahead if frames queue up. */
  get sent(): bigint {
    return this.idle.sinceEpoch;
  }

  /** Virtual time leaps over what is not simulated. */
  leap(nanoseconds: bigint): void {
    this.idle.leap(nanoseconds);
    this.arrival.leap(nanoseconds);
  }

  /** Tells, as numbers, when the next frame can be sent. @param now - for if it can be at once */
  describeState(note: (value: number) => void, now: Moment): void {
    const free = this.idle.isBefore(now) ? now : this.idle;
    note(free.seconds);
    note(free.nanoseconds);
  }

  /**
   * Carries a frame.
   * @param handedOver - when it is handed over; it waits until the frames before it are through
   * @param length - bytes; preamble, check sequence and the gap between frames are not counted
   */
  carry(handedOver: Moment, length: number): void {
    const { idle, arrival } = this;
    if (idle.isBefore(handedOver)) idle.set(handedOver);
    idle.advance(Math.round(length * this.nanosecondsPerByte));
    arrival.set(idle);
    arrival.advance(this.latency);
  }
}
