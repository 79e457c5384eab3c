import type { Timing } from '../../script/step.ts';
import { Agenda } from './agenda.ts';
import { type Advancing, advancingMoment, type FuturePart } from './future-part.ts';
import { Moment } from './moment.ts';
import { VirtualClock } from './virtual-clock.ts';

/**
 * When the steps of a run are taken: one after the other, in virtual time. Whatever is on the agenda happens on the
 * way, when it is due.
 */
export class Timeline {
  readonly clock: VirtualClock;
  readonly #agenda = new Agenda();
  readonly #interval: number;
  readonly #happen: (what: number) => void;
  readonly #start = new Moment();
  /** When the step at hand, or the last one, began. */
  readonly #began = new Moment();
  /** When the next step is taken unless it says otherwise. */
  readonly #due = new Moment();
  /** When the repetition at hand of each paced repeat began. */
  readonly #repetitions: Moment[] = [];
  readonly #target = new Moment();
  readonly #entry = new Moment();

  /**
   * @param epoch - virtual time of the first step, nanoseconds since 1970
   * @param interval - virtual time from one step to the next, nanoseconds
   * @param happen - is told what of the agenda is due; it may put more on it
   */
  constructor(epoch: bigint, interval: number, happen: (what: number) => void) {
    this.clock = new VirtualClock(epoch);
    this.#interval = interval;
    this.#happen = happen;
    this.#start.set(this.clock);
    this.#began.set(this.clock);
    this.#due.set(this.clock);
  }

  /** Goes on to when the next step is taken: at once, if that is past already. */
  begin(timing?: Timing): void {
    const target = this.#target;
    if (timing === undefined) {
      target.set(this.#due);
    } else {
      target.set(timing.from === 'start' ? this.#start : this.#began);
      target.advance(timing.nanoseconds);
    }
    this.#goTo(target);
    this.#began.set(this.clock);
  }

  /** When the next step is taken, unless it says otherwise. Valid until then. */
  get next(): Moment {
    return this.#due.isBefore(this.clock) ? this.clock : this.#due;
  }

  /** The step at hand has been taken: the next comes an interval later. */
  end(): void {
    this.#due.set(this.clock);
    this.#due.advance(this.#interval);
  }

  /** The step at hand took no time: the next may come at once. */
  endAtOnce(): void {
    if (this.#due.isBefore(this.clock)) this.#due.set(this.clock);
  }

  /** Time goes by, and the next step comes so much later. */
  wait(nanoseconds: number): void {
    this.#due.advance(nanoseconds);
    const target = this.#target;
    target.set(this.clock);
    target.advance(nanoseconds);
    this.#goTo(target);
  }

  /**
   * A repetition begins: the first of its repeat when its first step would be taken anyway, each other so much after
   * the one before it, or at once if that is past.
   *
   * @param repeat - which, counted from 0
   */
  beginRepetition(repeat: number, isFirst: boolean, nanoseconds: number): void {
    const began = this.#repetition(repeat);
    if (isFirst) {
      began.set(this.#due.isBefore(this.clock) ? this.clock : this.#due);
      return;
    }
    began.advance(nanoseconds);
    this.#goTo(began);
    began.set(this.clock);
    this.#due.set(began);
  }

  /** Puts something on the agenda, for so much later than now. */
  schedule(what: number, nanoseconds: number): void {
    const entry = this.#entry;
    entry.set(this.clock);
    entry.advance(nanoseconds);
    this.#agenda.add(what, entry);
  }

  cancel(what: number): void {
    this.#agenda.cancel(what);
  }

  /** Lets all that is on the agenda happen, each when it is due. @returns false if there was nothing */
  runOut(): boolean {
    if (this.#agenda.count === 0) return false;
    while (this.#agenda.count > 0) this.#takeEntry();
    return true;
  }

  /**
   * All that decides when what is to come will happen.
   * @param repeat - which of those with a pace is under way, if one is: when the others began does not matter any more
   */
  future(repeat: number | undefined): FuturePart {
    const began = this.#began;
    const due = this.#due;
    const agenda = this.#agenda;
    const { clock } = this;
    const { lastFrame } = clock;
    const repetitions: Advancing[] = [];
    this.#repetitions.forEach((moment, i) => {
      const told = i === repeat ? moment.sinceEpoch : null;
      repetitions.push(advancingMoment(`repetition of ${i}`, moment, told));
    });
    return {
      name: 'virtual time',
      advancing: [
        advancingMoment('now', clock),
        // One of long ago moves no frame on.
        advancingMoment('last frame', lastFrame, lastFrame.isBefore(clock) ? null : lastFrame.sinceEpoch),
        advancingMoment('step', began),
        advancingMoment('next step', due, this.next.sinceEpoch),
        ...repetitions,
        ...agenda.advancing(),
      ],
      describe: (note) => agenda.describe(note),
    };
  }

  #goTo(target: Moment): void {
    while (this.#agenda.isDueBy(target)) this.#takeEntry();
    if (this.clock.isBefore(target)) this.clock.set(target);
  }

  #takeEntry(): void {
    const entry = this.#entry;
    const { clock } = this;
    const what = this.#agenda.take(entry);
    // Frames that crossed together have moved the clock on a little.
    if (clock.isBefore(entry)) clock.set(entry);
    this.#happen(what);
  }

  #repetition(repeat: number): Moment {
    let moment = this.#repetitions[repeat];
    if (moment === undefined) {
      moment = new Moment();
      this.#repetitions[repeat] = moment;
    }
    return moment;
  }
}
