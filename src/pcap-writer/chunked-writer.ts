import { ChunkBuffer, type ChunkMemory } from './chunk-buffer.ts';
import type { Sink } from './sink.ts';

/** What the writers of both formats share: a buffer of whole records on its way to a sink. */
export class ChunkedWriter {
  protected readonly sink: Sink;
  protected readonly chunk: ChunkBuffer;
  #closing: Promise<void> | undefined;

  /** @param memory how many bytes are collected before they are handed to the sink, or where */
  protected constructor(sink: Sink, memory: number | ChunkMemory) {
    this.sink = sink;
    this.chunk = new ChunkBuffer(sink, memory);
  }

  protected get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  /**
   * Resolves when the sink is ready for more.
   * @throws PcapOutputError
   */
  drain(): Promise<void> {
    return this.sink.drain();
  }

  /**
   * Sends out everything written so far, if nothing was written the file header: for a reader that watches the
   * capture grow. Resolves when it has left this process.
   * @throws PcapOutputError
   */
  async flush(): Promise<void> {
    if (this.isClosed) throw new Error('Cannot flush the capture: it is closed');
    this.chunk.handOver();
    await this.sink.flush();
  }

  /**
   * Sends out everything and lets go of the file or stream, also when it fails. Any further call returns the
   * same promise.
   * @throws PcapOutputError
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /**
   * Instead of `close()`, when what was written is of no use: a sink that can do so leaves everything as it was before.
   * @throws PcapOutputError
   */
  abort(): Promise<void> {
    this.#closing ??= this.sink.abort === undefined ? this.#close() : this.sink.abort();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      this.chunk.handOver();
    } finally {
      await this.sink.close();
    }
  }
}
