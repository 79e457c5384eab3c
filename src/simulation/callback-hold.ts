import type { CallbackOutcome, FrameCallback } from '../netchannel/callbacks.ts';
import type { FaultyNetback } from '../netchannel/faulty-netback.ts';
import type { Netchannel } from '../netchannel/netchannel.ts';
import type { Netfront } from '../netchannel/netfront.ts';

/** A channel whose frame callbacks can be held. */
export type Holdable = Pick<Netchannel<Netfront, FaultyNetback>, 'netfront' | 'netback'>;

/**
 * Holds the frame callbacks of both ends: who gets a frame is not done with it before the hold is over. An end that waits
 * for its callback takes nothing meanwhile, and gives no answers.
 */
export class CallbackHold {
  isHeld = false;
  /** Whether it has ever begun. */
  wasHeld = false;
  readonly #channel: Holdable;
  /** Ends whose callback is pending, in the order in which they were called, each once: who waits has but one. */
  readonly #pending: ('netback' | 'netfront')[] = [];
  /** Who gets frames otherwise; they get them all the same. */
  #atNetback: FrameCallback | undefined;
  #atNetfront: FrameCallback | undefined;

  constructor(channel: Holdable) {
    this.#channel = channel;
  }

  begin(): void {
    const { netback, netfront } = this.#channel;
    this.isHeld = true;
    this.wasHeld = true;
    const atNetback = netback.inner.callback;
    const atNetfront = netfront.receiver.callback;
    this.#atNetback = atNetback;
    this.#atNetfront = atNetfront;
    netback.inner.callback = (frame) => {
      atNetback?.(frame);
      return this.#keep('netback');
    };
    netfront.receiver.callback = (frame) => {
      atNetfront?.(frame);
      return this.#keep('netfront');
    };
  }

  /** Lets all that were held be over: ends that waited for them go on. */
  end(): void {
    const { netback, netfront } = this.#channel;
    this.isHeld = false;
    netback.inner.callback = this.#atNetback;
    netfront.receiver.callback = this.#atNetfront;
    for (const end of this.#pending.splice(0)) {
      if (end === 'netback') netback.inner.callbackOver();
      else netfront.callbackOver();
    }
  }

  #keep(end: 'netback' | 'netfront'): CallbackOutcome {
    if (!this.#pending.includes(end)) this.#pending.push(end);
    return 'pending';
  }
}
