import type { StepCursor } from '../../script/cursor.ts';
import type { Step } from '../../script/step.ts';
import { othersTurn } from '../../turns.ts';
import type { Simulation } from '../simulation.ts';
import { Turn } from '../time/turn.ts';

/** Steps that are passed over before the rest of the process has its turn: many, for nothing is simulated of them. */
const PASSED_PER_TURN = 65_536;

/** Takes the steps of a script through a simulation, or passes them over, from unit to unit. */
export class UnitRunner {
  readonly #cursor: StepCursor;
  readonly #simulation: Simulation;
  readonly #signal: AbortSignal | undefined;
  readonly #onTurn: (() => void) | undefined;
  readonly #turn = new Turn();
  #step: Step | undefined;
  #unit = 0;

  /** @param onTurn - called now and then */
  constructor(
    cursor: StepCursor,
    simulation: Simulation,
    { signal, onTurn }: { signal?: AbortSignal | undefined; onTurn?: (() => void) | undefined } = {},
  ) {
    this.#cursor = cursor;
    this.#simulation = simulation;
    this.#signal = signal;
    this.#onTurn = onTurn;
    this.#advance();
  }

  /** The step that is to be taken next, if there is one. */
  get next(): Step | undefined {
    return this.#step;
  }

  /**
   * Takes all steps before `unit`.
   * @returns false if the signal stopped it before it came there
   */
  async take(unit: number): Promise<boolean> {
    const simulation = this.#simulation;
    while (this.#takeTurn(unit)) {
      this.#onTurn?.();
      if (simulation.mustDrain) await simulation.drain();
      else await othersTurn();
      if (this.#isStopped) break;
    }
    return this.#isAt(unit);
  }

  /**
   * Passes over all steps before `unit`, which is of the same repeat as the next step or the end of it: payloads,
   * choices and indexes move on, and nothing is sent.
   *
   * @returns false if the signal stopped it
   */
  async passOver(unit: number): Promise<boolean> {
    if (this.#cursor.skipRepetitions(unit - this.#unit)) {
      this.#unit = this.#cursor.unit;
      return !this.#isStopped;
    }
    while (this.#passTurn(unit)) {
      await othersTurn();
      if (this.#isStopped) return false;
    }
    return !this.#isStopped;
  }

  /** A function of its own, because one that waits is not optimised for long. @returns false at the unit */
  #takeTurn(unit: number): boolean {
    const simulation = this.#simulation;
    this.#turn.begin();
    do {
      if (this.#step === undefined || this.#unit >= unit) return false;
      simulation.take(this.#step);
      this.#advance();
    } while (!(simulation.mustDrain || this.#isStopped || this.#turn.isOver()));
    return true;
  }

  #passTurn(unit: number): boolean {
    for (let passed = 0; passed < PASSED_PER_TURN; passed++) {
      if (this.#isAt(unit)) return false;
      this.#advance();
    }
    return true;
  }

  #isAt(unit: number): boolean {
    return this.#step === undefined || this.#unit >= unit;
  }

  get #isStopped(): boolean {
    return this.#signal?.aborted === true;
  }

  #advance(): void {
    this.#step = this.#cursor.next();
    this.#unit = this.#cursor.unit;
  }
}
