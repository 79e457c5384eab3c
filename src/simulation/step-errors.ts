import { TooManyWaiting } from '../netchannel/writer-queue.ts';
import { CannotWrite } from '../wire/cannot-write.ts';
import { CannotGoOn } from './cannot-go-on.ts';
import type { WriteError } from './result.ts';

export interface StepErrorsOptions {
  /** How many are listed; all are counted. */
  listed: number;
  /** Where a step stands, for the error that ends the run. */
  placeOf: (step: number) => string;
  /** Is told of each. */
  told: (error: WriteError) => void;
}

/** Notes what went wrong, each with the step that it belongs to. Only what memory has no room for ends the run. */
export class StepErrors {
  /** All, listed or not. */
  count = 0;
  /** Of these, those that are no write's: an end stopped listening, or answered what nobody waits for. */
  endCount = 0;
  /** The first ones, in the order in which they came up. */
  readonly list: WriteError[] = [];
  readonly #listed: number;
  readonly #placeOf: (step: number) => string;
  readonly #told: (error: WriteError) => void;

  constructor({ listed, placeOf, told }: StepErrorsOptions) {
    this.#listed = listed;
    this.#placeOf = placeOf;
    this.#told = told;
  }

  note(step: number, message: string): void {
    this.count++;
    const noted: WriteError = { step, message };
    if (this.list.length < this.#listed) this.list.push(noted);
    this.#told(noted);
  }

  /**
   * A write of the step failed.
   * @throws CannotGoOn if too many wait
   * @throws whatever else a device or a packet writer does not throw on purpose
   */
  failed(step: number, error: unknown): void {
    if (error instanceof TooManyWaiting) throw new CannotGoOn(`${this.#placeOf(step)}: ${error.message}`);
    if (!(error instanceof CannotWrite)) throw error;
    this.note(step, error.message);
  }

  /** An end of the channel takes no frame any more. */
  listenDied(step: number, end: string, error: Error): void {
    this.endCount++;
    this.note(step, `${end} stopped listening: ${error.message}`);
  }

  /**
   * Netback answered what it should not.
   * @param status - undefined if nobody waits for the response
   * @param where - on which channel, if there are several: what the message begins with
   */
  badResponse(step: number, id: number, status: number | undefined, where = ''): void {
    const what =
      status === undefined
        ? `netback answered request ${id}, which nobody waits for`
        : `netback refused the frame in block ${id} with status ${status}`;
    if (status === undefined) this.endCount++;
    this.note(step, `${where}${what}`);
  }

  /** Forgets all so far. */
  clear(): void {
    this.count = 0;
    this.endCount = 0;
    this.list.length = 0;
  }
}
