/** After this many steps a run lets the rest of the process have its turn, however quick they were. */
const MOST_STEPS = 4096;

/** Milliseconds after which it does so in any case: a tenth of what people take for at once. */
const MOST_TIME = 50;

/** The most steps from one look at the clock to the next. */
const MOST_UNSEEN = 64;

/**
 * How long steps are taken until the rest of the process has its turn, which alone sees signals. What steps cost differs
 * by four orders of magnitude: so the clock decides, too, which is looked at the more often the slower they are. What
 * comes of the steps does not depend on it.
 */
export class Turn {
  readonly #now: () => number;
  #steps = 0;
  #unseen = 1;
  #nextLook = 1;
  #start = 0;
  #lastLook = 0;

  /** @param now - milliseconds, from any beginning */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** To be called before the first step of each turn. */
  begin(): void {
    this.#steps = 0;
    this.#nextLook = this.#unseen;
    this.#start = this.#now();
    this.#lastLook = this.#start;
  }

  /** To be called after each step. @returns whether the turn is over */
  isOver(): boolean {
    if (++this.#steps < this.#nextLook) return false;
    return this.#look();
  }

  #look(): boolean {
    const now = this.#now();
    const passed = now - this.#lastLook;
    // So that between two looks there is a small part of a turn.
    if (passed > MOST_TIME / 10) this.#unseen = Math.max(1, this.#unseen >> 2);
    else if (passed < MOST_TIME / 100) this.#unseen = Math.min(MOST_UNSEEN, this.#unseen * 2);
    this.#lastLook = now;
    this.#nextLook = this.#steps + this.#unseen;
    // A clock that somebody has set back tells nothing of how long it was.
    return this.#steps >= MOST_STEPS || now - this.#start >= MOST_TIME || passed < 0;
  }
}
