import { EXIT } from './exit-codes.ts';

/**
 * Turns the first Ctrl-C (or SIGTERM) into an abort signal, so that a run can end in good order. A second one ends
 * the process at once: by then nobody listens any more, which gives signals back their usual effect.
 */
export class Interruption {
  readonly #controller = new AbortController();
  #exitCode: number | undefined;

  constructor() {
    process.once('SIGINT', this.#interrupt);
    process.once('SIGTERM', this.#terminate);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What to exit with; undefined as long as nobody asked to stop. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** Signals have their usual effect from now on. */
  release(): void {
    process.off('SIGINT', this.#interrupt);
    process.off('SIGTERM', this.#terminate);
  }

  readonly #interrupt = (): void => {
    this.#stop(EXIT.interrupted);
  };

  readonly #terminate = (): void => {
    this.#stop(EXIT.terminated);
  };

  #stop(exitCode: number): void {
    this.release();
    this.#exitCode = exitCode;
    this.#controller.abort();
  }
}
