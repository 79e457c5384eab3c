import { setImmediate } from 'node:timers/promises';
import type { StepCursor } from '../../script/cursor.ts';
import type { Step } from '../../script/step.ts';
import type { Simulation } from '../simulation.ts';

/** After this many steps the rest of the process has its turn. */
const STEPS_PER_TURN = 4096;
/** Steps that are only passed over cost much less. */
const PASSED_PER_TURN = 65_536;

/** Takes the steps of a script through a simulation, or passes them over, from unit to unit. */
export class UnitRunner {
  readonly #cursor: StepCursor;
  readonly #simulation: Simulation;
  readonly #signal: AbortSignal | undefined;
  readonly #onTurn: (() => void) | undefined;
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
   * @returns false if the signal stopped it
   */
  async take(unit: number): Promise<boolean> {
    const simulation = this.#simulation;
    for (let taken = 1; this.#step !== undefined && this.#unit < unit; taken++) {
      simulation.take(this.#step);
      if (simulation.mustDrain) await simulation.drain();
      if (taken % STEPS_PER_TURN === 0) {
        this.#onTurn?.();
        await setImmediate();
      }
      if (this.#signal?.aborted === true) return false;
      this.#advance();
    }
    return true;
  }

  /**
   * Passes over all steps before `unit`: payloads, choices and indexes move on, and nothing is sent.
   * @returns false if the signal stopped it
   */
  async passOver(unit: number): Promise<boolean> {
    for (let passed = 1; this.#step !== undefined && this.#unit < unit; passed++) {
      if (passed % PASSED_PER_TURN === 0) {
        await setImmediate();
        if (this.#signal?.aborted === true) return false;
      }
      this.#advance();
    }
    return true;
  }

  #advance(): void {
    this.#step = this.#cursor.next();
    this.#unit = this.#cursor.unit;
  }
}
