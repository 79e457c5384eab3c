import type { DeliveredFrame } from '../netchannel/observer.ts';

type Direction = DeliveredFrame['direction'];

/** Slots of a ring. */
const SLOTS = 256;

const NONE = -1;

/**
 * Which step put what is in a slot of a ring there, if it is of no write: a hostile end made it, or had the other end read it
 * again.
 */
export class ForeignSteps {
  readonly #steps: Record<Direction, Int32Array | undefined> = { tx: undefined, rx: undefined };
  #last = 0;

  /**
   * An end was hostile.
   * @param direction - of the frames that the messages in the slots are: requests (tx), or responses (rx)
   * @param first - index, which runs freely, of the first message; there may be none
   */
  note(step: number, direction: Direction, first: number, count: number): void {
    this.#last = step;
    if (count === 0) return;
    this.#steps[direction] ??= new Int32Array(SLOTS).fill(NONE);
    const steps = this.#steps[direction];
    for (let i = 0; i < Math.min(count, SLOTS); i++) steps[(first + i) & (SLOTS - 1)] = step;
  }

  /** @returns the step of the slot; the last one that was hostile if the slot is of none */
  of(direction: Direction, slot: number): number {
    const step = this.#steps[direction]?.[slot & (SLOTS - 1)] ?? NONE;
    return step === NONE ? this.#last : step;
  }
}
