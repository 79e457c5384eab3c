import type { Link } from '../../script/script.ts';
import { type Advancing, advancingMoment } from './future-part.ts';
import { Moment } from './moment.ts';

/** One direction of a link: frames go over it one after the other, at its rate, and arrive after its latency. */
export class LinkDirection {
  /** When the last frame arrived: the receiver has all of it. */
  readonly arrival = new Moment();
  /** When the last bit of the last frame was sent. */
  readonly #idle = new Moment();
  /** Whether frames take time to be sent, and so queue up. */
  readonly hasRate: boolean;
  readonly #nanosecondsPerByte: number;
  readonly #latency: number;

  constructor({ bitsPerSecond, latencyNanoseconds }: Link) {
    this.hasRate = bitsPerSecond !== Infinity;
    this.#nanosecondsPerByte = 8e9 / bitsPerSecond;
    this.#latency = latencyNanoseconds;
  }

  /**
   * When the next frame can be sent, and when the last one arrived: both may be far ahead if frames queue up.
   * @param name - of the direction
   * @param now - for if the next frame can be sent at once
   */
  advancing(name: string, now: Moment): Advancing[] {
    const idle = this.#idle;
    const { arrival } = this;
    return [
      advancingMoment(`${name} sent`, idle, (idle.isBefore(now) ? now : idle).sinceEpoch),
      advancingMoment(`${name} arrived`, arrival, arrival.isBefore(now) ? null : arrival.sinceEpoch),
    ];
  }

  /**
   * Carries a frame.
   * @param handedOver - when it is handed over; it waits until the frames before it are through
   * @param length - bytes; preamble, check sequence and the gap between frames are not counted
   */
  carry(handedOver: Moment, length: number): void {
    const idle = this.#idle;
    const { arrival } = this;
    if (idle.isBefore(handedOver)) idle.set(handedOver);
    idle.advance(Math.round(length * this.#nanosecondsPerByte));
    arrival.set(idle);
    arrival.advance(this.#latency);
  }
}
