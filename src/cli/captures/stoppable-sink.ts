import { setTimeout } from 'node:timers/promises';
import type { Sink } from '../../pcap-writer/sink.ts';

/** Milliseconds in which a reader can take what is on its way, once somebody has asked to stop. */
const GRACE = 600;

/** What is said of a capture of which the end was not taken. */
export const UNTAKEN = 'the reader of the capture did not take all of it';

/**
 * A stream whose reader may read no more, although it is there: once somebody asks to stop, nobody waits for it longer
 * than for a moment. What is written from then on is little, and stays in memory.
 */
export class StoppableSink implements Sink {
  readonly #sink: Sink;
  readonly #signal: AbortSignal;
  readonly #giveUp: () => void;
  readonly #grace: number;
  #gaveUp = false;

  /** @param giveUp - lets go of the stream at once */
  constructor(sink: Sink, signal: AbortSignal, giveUp: () => void, grace = GRACE) {
    this.#sink = sink;
    this.#signal = signal;
    this.#giveUp = giveUp;
    this.#grace = grace;
  }

  /** Whether its reader was waited for in vain. */
  get isGivenUp(): boolean {
    return this.#gaveUp;
  }

  get ready(): boolean {
    return this.#sink.ready || this.#signal.aborted;
  }

  write(chunk: Uint8Array, length: number): void {
    this.#sink.write(chunk, length);
  }

  drain(): Promise<void> {
    return this.#unlessStopped(this.#sink.drain());
  }

  flush(): Promise<void> {
    return this.#unlessStopped(this.#sink.flush());
  }

  async close(): Promise<void> {
    const over = new AbortController();
    try {
      await Promise.race([this.#sink.close(), this.#patience(over.signal)]);
    } catch (error) {
      if (!this.#gaveUp) throw error;
    } finally {
      over.abort();
    }
  }

  /** @param over - nobody has to be patient any more */
  async #patience(over: AbortSignal): Promise<void> {
    await aborted(this.#signal, over);
    if (over.aborted) return;
    await setTimeout(this.#grace, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) return;
    this.#gaveUp = true;
    this.#giveUp();
  }

  /** Waits, unless somebody asks to stop. @throws what the waiting throws */
  async #unlessStopped(waiting: Promise<void>): Promise<void> {
    const over = new AbortController();
    try {
      await Promise.race([waiting, aborted(this.#signal, over.signal)]);
    } finally {
      over.abort();
    }
  }
}

/** Resolves once one of the signals is aborted. */
function aborted(...signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const signal of signals) signal.removeEventListener('abort', done);
      resolve();
    };
    for (const signal of signals) signal.addEventListener('abort', done);
    if (signals.some((signal) => signal.aborted)) done();
  });
}
