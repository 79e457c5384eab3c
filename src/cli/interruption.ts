import { EXIT } from './exit-codes.ts';

/** What an abort signal is aborted with: somebody asked the program to stop. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('Somebody asked the program to stop');
    this.exitCode = exitCode;
  }
}

/** @returns what to exit with if `error` is there because of a signal: it, or what it was caused by */
export function interruptedBy(error: unknown): Interrupted | undefined {
  if (error instanceof Interrupted) return error;
  return error instanceof Error && error.cause !== undefined ? interruptedBy(error.cause) : undefined;
}

const SIGNALS = Object.freeze({
  SIGINT: EXIT.interrupted,
  SIGTERM: EXIT.terminated,
  SIGHUP: EXIT.hungUp,
});

/**
 * Turns the first Ctrl-C (or SIGTERM, or SIGHUP) into an abort signal, so that what is under way can end in good order. A
 * second one ends the process at once: by then nobody listens any more, which gives signals back their usual effect. They
 * have it before, too, and after `release()`: while options and scripts are read, and while reports are written.
 *
 * Who waits for something outside the process listens to the signal and waits no longer; who computes for long lets the
 * process have its turn, without which no signal is seen.
 */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #listeners = Object.entries(SIGNALS).map(([name, exitCode]) => ({
    name: name as NodeJS.Signals,
    listener: (): void => this.#stop(exitCode),
  }));
  #exitCode: number | undefined;

  constructor() {
    for (const { name, listener } of this.#listeners) process.once(name, listener);
  }

  /** Its reason is an Interrupted. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What to exit with; undefined as long as nobody asked to stop. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** Signals have their usual effect from now on. */
  release(): void {
    for (const { name, listener } of this.#listeners) process.off(name, listener);
  }

  #stop(exitCode: number): void {
    this.release();
    this.#exitCode = exitCode;
    this.#controller.abort(new Interrupted(exitCode));
  }
}
