import { MemorySink } from './memory-sink.ts';

/** A file in memory: what was written can be overwritten, and given up. */
export class MemoryFile extends MemorySink {
  readonly #changes: [number, Uint8Array][] = [];
  aborted = false;

  readonly rewrite = (at: number, bytes: Uint8Array): void => {
    this.#changes.push([at, bytes.slice()]);
  };

  async abort(): Promise<void> {
    this.aborted = true;
    this.closed = true;
  }

  override contents(): Uint8Array {
    const whole = super.contents();
    for (const [at, bytes] of this.#changes) whole.set(bytes, at);
    return whole;
  }
}
