import type { Moment } from './moment.ts';

/** What is to happen at a channel later on. */
export interface Schedule {
  readonly clock: Moment;
  /** Puts something on the agenda, for so much later than now. */
  schedule(what: number, nanoseconds: number): void;
  cancel(what: number): void;
}

/** Ids of requests have 16 bits. */
const IDS = 0x1_0000;

/** Meanings below zero that there are of each channel: those of `due.ts`. */
const MEANINGS = 4;

/** A simulation's agenda as one channel of several has it: its entries are its own. The first channel has it as it is. */
export class ChannelAgenda implements Schedule {
  readonly #whole: Schedule;
  readonly #channel: number;

  /** @param channel - counted from 0 */
  constructor(whole: Schedule, channel: number) {
    this.#whole = whole;
    this.#channel = channel;
  }

  get clock(): Moment {
    return this.#whole.clock;
  }

  schedule(what: number, nanoseconds: number): void {
    this.#whole.schedule(this.#entryOf(what), nanoseconds);
  }

  cancel(what: number): void {
    this.#whole.cancel(this.#entryOf(what));
  }

  #entryOf(what: number): number {
    return what < 0 ? what - MEANINGS * this.#channel : what + IDS * this.#channel;
  }
}

/** @returns which channel an entry of the whole agenda is of, and what it means there */
export function entryOf(what: number): { channel: number; meaning: number } {
  const all = what < 0 ? MEANINGS : IDS;
  const at = what < 0 ? -1 - what : what;
  const within = at % all;
  return { channel: (at - within) / all, meaning: what < 0 ? -1 - within : within };
}
