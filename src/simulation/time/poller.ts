import type { EndName } from '../../netchannel/observer.ts';
import type { PollPolicy } from '../../script/script.ts';
import { POLL } from './due.ts';
import type { Timeline } from './timeline.ts';

/** What is polled: a netchannel. */
export interface Polled {
  /** Whether an end has been notified and has not looked yet. */
  readonly hasEvents: boolean;
  /** Lets both ends handle what is pending. */
  poll(): void;
  /** Lets one of them handle what is pending at it. */
  pollEnd(end: EndName): void;
}

/** In the place of a number of steps: they are followed by no poll. */
const NOT_AFTER_STEPS = 0;

/** In the place of nanoseconds: a notification is followed by no poll. */
const NOT_AFTER_NOTIFICATIONS = -1;

/** Lets netback and netfront handle what is pending when the policy wants it. */
export class Poller {
  readonly #channel: Polled;
  readonly #timeline: Timeline;
  /** Poll after this many steps. */
  readonly #every: number;
  /** Poll so many nanoseconds after a notification. */
  readonly #after: number;
  /** Steps that could be followed by a poll so far. */
  #steps = 0;
  #isScheduled = false;

  constructor(policy: PollPolicy, channel: Polled, timeline: Timeline) {
    this.#channel = channel;
    this.#timeline = timeline;
    this.#every = policy.kind === 'each' ? 1 : policy.kind === 'every' ? policy.steps : NOT_AFTER_STEPS;
    this.#after = policy.kind === 'after' ? policy.nanoseconds : NOT_AFTER_NOTIFICATIONS;
  }

  /** A step was taken that sends or handles something. */
  stepTaken(): void {
    this.#steps++;
    if (this.#pollsAfterSteps && this.#steps % this.#every === 0) this.#channel.poll();
    if (this.#pollsLater) this.#schedule();
  }

  /** An end has notified the other one, and not because of a step. */
  notified(): void {
    if (this.#every === 1) this.#channel.poll();
    else if (this.#pollsLater) this.#schedule();
  }

  /** The script polls. @param end - that alone handles what is pending; both if absent */
  pollNow(end?: EndName): void {
    if (end !== undefined) {
      this.#channel.pollEnd(end);
      return;
    }
    this.#channel.poll();
    if (!this.#isScheduled) return;
    this.#isScheduled = false;
    this.#timeline.cancel(POLL);
  }

  /** A poll that was put on the agenda is due. */
  pollDue(): void {
    this.#isScheduled = false;
    this.#channel.poll();
  }

  /** The run ends: the last poll, at once or when it is due; none if the script polls. */
  finish(): void {
    if (this.#pollsAfterSteps) this.#channel.poll();
    else if (this.#pollsLater) this.#schedule();
  }

  /** Tells, as numbers, when the next poll comes. */
  describeState(note: (value: number) => void): void {
    note(this.#isScheduled ? 1 : 0);
    note(this.#pollsAfterSteps ? this.#steps % this.#every : 0);
  }

  get #pollsAfterSteps(): boolean {
    return this.#every !== NOT_AFTER_STEPS;
  }

  get #pollsLater(): boolean {
    return this.#after !== NOT_AFTER_NOTIFICATIONS;
  }

  #schedule(): void {
    if (this.#isScheduled || !this.#channel.hasEvents) return;
    this.#isScheduled = true;
    this.#timeline.schedule(POLL, this.#after);
  }
}
