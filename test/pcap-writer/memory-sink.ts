import type { Sink } from '../../src/pcap-writer/index.ts';

/** Keeps every chunk, and spoils the writer's buffer once it has a copy. */
export class MemorySink implements Sink {
  readonly ready = true;
  readonly chunks: Uint8Array[] = [];
  closed = false;

  write(chunk: Uint8Array, length: number): void {
    this.chunks.push(chunk.slice(0, length));
    chunk.fill(0xa5);
  }

  async drain(): Promise<void> {}

  async flush(): Promise<void> {}

  async close(): Promise<void> {
    this.closed = true;
  }

  /** All chunks in a row. */
  contents(): Uint8Array {
    return Uint8Array.from(Buffer.concat(this.chunks));
  }
}
