import type { Advancing } from './future-part.ts';
import { Moment } from './moment.ts';

const INITIAL_CAPACITY = 16;

/**
 * What is due in virtual time, the earliest first; what is due at one moment, in the order in which it was noted.
 * What an entry means is its owner's business: here it is a number. Once there is room for as many entries as are
 * ever there together, nothing is allocated.
 */
export class Agenda {
  /** How many entries there are. */
  count = 0;
  /** The latest first, so that the next one is taken off the end. */
  #what = new Int32Array(INITIAL_CAPACITY);
  #seconds = new Float64Array(INITIAL_CAPACITY);
  #nanoseconds = new Float64Array(INITIAL_CAPACITY);

  /** @param when - is copied */
  add(what: number, when: Moment): void {
    if (this.count === this.#what.length) this.#grow();
    let i = this.count++;
    for (; i > 0 && !this.#isAfter(i - 1, when); i--) this.#move(i - 1, i);
    this.#what[i] = what;
    this.#seconds[i] = when.seconds;
    this.#nanoseconds[i] = when.nanoseconds;
  }

  /** Takes all entries of that meaning off. */
  cancel(what: number): void {
    let kept = 0;
    for (let i = 0; i < this.count; i++) {
      if (this.#what[i] !== what) this.#move(i, kept++);
    }
    this.count = kept;
  }

  /** Whether something is due at `moment`, or before it. */
  isDueBy(moment: Moment): boolean {
    return this.count > 0 && !this.#isAfter(this.count - 1, moment);
  }

  /**
   * Takes the next entry off.
   * @param when - is moved to when it is due
   * @returns what it means
   * @throws RangeError if there is none
   */
  take(when: Moment): number {
    if (this.count === 0) throw new RangeError('Cannot take the next entry: nothing is due');
    const i = --this.count;
    when.seconds = this.#seconds[i] as number;
    when.nanoseconds = this.#nanoseconds[i] as number;
    return this.#what[i] as number;
  }

  /** When each entry is due. */
  advancing(): Advancing[] {
    return Array.from({ length: this.count }, (_, i) => {
      const moment = new Moment();
      moment.seconds = this.#seconds[i] as number;
      moment.nanoseconds = this.#nanoseconds[i] as number;
      const leap = (by: bigint): void => {
        moment.leap(by);
        this.#seconds[i] = moment.seconds;
        this.#nanoseconds[i] = moment.nanoseconds;
      };
      const value = moment.sinceEpoch;
      return { key: `entry ${i} of ${this.#what[i]}`, value, told: value, isDue: true, leap };
    });
  }

  /** Tells, as numbers, what the entries mean. */
  describe(note: (value: number) => void): void {
    for (let i = 0; i < this.count; i++) note(this.#what[i] as number);
  }

  /** Whether entry `i` is due later than `moment`. */
  #isAfter(i: number, { seconds, nanoseconds }: Moment): boolean {
    const own = this.#seconds[i] as number;
    return own > seconds || (own === seconds && (this.#nanoseconds[i] as number) > nanoseconds);
  }

  #move(from: number, to: number): void {
    this.#what[to] = this.#what[from] as number;
    this.#seconds[to] = this.#seconds[from] as number;
    this.#nanoseconds[to] = this.#nanoseconds[from] as number;
  }

  #grow(): void {
    const capacity = 2 * this.#what.length;
    const what = this.#what;
    const seconds = this.#seconds;
    const nanoseconds = this.#nanoseconds;
    this.#what = new Int32Array(capacity);
    this.#seconds = new Float64Array(capacity);
    this.#nanoseconds = new Float64Array(capacity);
    this.#what.set(what);
    this.#seconds.set(seconds);
    this.#nanoseconds.set(nanoseconds);
  }
}
