import type { Sink } from '../pcap-writer/sink.ts';

/** Keeps all that is written, for a program without files. */
export class MemorySink implements Sink {
  readonly ready = true;
  readonly #chunks: Uint8Array[] = [];
  readonly #rewritten: { at: number; bytes: Uint8Array }[] = [];

  write(chunk: Uint8Array, length: number): void {
    this.#chunks.push(chunk.slice(0, length));
  }

  rewrite(at: number, bytes: Uint8Array): void {
    this.#rewritten.push({ at, bytes: bytes.slice() });
  }

  async drain(): Promise<void> {}
  async flush(): Promise<void> {}
  async close(): Promise<void> {}

  /** All of it, in one piece. */
  contents(): Uint8Array {
    const whole = new Uint8Array(this.#chunks.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    for (const { at: place, bytes } of this.#rewritten) whole.set(bytes, place);
    return whole;
  }
}
