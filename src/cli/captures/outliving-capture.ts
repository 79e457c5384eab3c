import type { RunCapture } from '../../capture-writer/run-capture.ts';
import { PcapOutputError } from '../../pcap-writer/output-error.ts';
import type { CaptureInfo } from '../../report/capture-info.ts';
import type { Capture } from '../../simulation/capture/capture.ts';

/**
 * A capture whose reader may leave before its end, which is a normal end of the capture, but not of the run that it is
 * of: there is somebody else to tell what is found.
 */
export class OutlivingCapture implements RunCapture {
  readonly describe: Capture['describe'];
  readonly vantage: Capture['vantage'];
  readonly #target: RunCapture;
  readonly #onLeft: () => void;
  #hasReader = true;

  /** @param onLeft - is called once, when the reader has left */
  constructor(target: RunCapture, onLeft: () => void = () => undefined) {
    this.#target = target;
    this.#onLeft = onLeft;
    this.vantage = target.vantage;
    this.describe = target.describe && ((details) => target.describe?.(details));
  }

  write(seconds: number, nanoseconds: number, bytes: Uint8Array, offset: number, length: number): boolean {
    if (!this.#hasReader) return true;
    try {
      return this.#target.write(seconds, nanoseconds, bytes, offset, length);
    } catch (error) {
      this.#take(error);
      return true;
    }
  }

  drain(): Promise<void> {
    return this.#attempt(() => this.#target.drain());
  }

  flush(): Promise<void> {
    return this.#attempt(() => this.#target.flush());
  }

  close(): Promise<void> {
    return this.#attempt(() => this.#target.close());
  }

  abort(): Promise<void> {
    return this.#attempt(() => this.#target.abort?.() ?? this.#target.close());
  }

  info(): CaptureInfo {
    const info = this.#target.info();
    return this.#hasReader ? info : { ...info, taken: false };
  }

  async #attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.#take(error);
    }
  }

  /** @throws what is something else than a reader that has left */
  #take(error: unknown): void {
    if (!(error instanceof PcapOutputError) || error.code !== 'EPIPE') throw error;
    if (!this.#hasReader) return;
    this.#hasReader = false;
    this.#onLeft();
  }
}
