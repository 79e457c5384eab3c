import { finished, type Writable } from 'node:stream';
import { PcapOutputError } from './output-error.ts';
import type { Sink } from './sink.ts';

export interface StreamSinkOptions {
  /** End the stream on `close()`: true if left out. Say false for standard output. */
  end?: boolean;
  /**
   * Whether the stream is done with what it was given when it calls back. Standard output, pipes, sockets and files are;
   * a PassThrough is not, it hands the very same bytes to its reader. Memory is then used again instead of left to the
   * garbage collector. False if left out.
   */
  reuseMemory?: boolean;
}

const NOTHING = new Uint8Array(0);

/** Writes to a stream and respects its backpressure. Each chunk goes out as a copy: the stream may keep it for a while. */
export class StreamSink implements Sink {
  ready = true;
  readonly #stream: Writable;
  readonly #endStream: boolean;
  readonly #reuseMemory: boolean;
  /** Memory that the stream is done with. Who waits when asked to never needs more of it. */
  #spare = NOTHING;
  readonly #stopListening: () => void;
  #waiting: (() => void)[] = [];
  #pending = 0;
  #finished = false;
  #failure: PcapOutputError | undefined;

  /** @param stream where the chunks go */
  constructor(stream: Writable, { end = true, reuseMemory = false }: StreamSinkOptions = {}) {
    this.#stream = stream;
    this.#endStream = end;
    this.#reuseMemory = reuseMemory;
    const onDrain = (): void => {
      this.ready = true;
      this.#wake();
    };
    stream.on('drain', onDrain);
    const forget = finished(stream, { readable: false }, (error) => {
      this.#finished = true;
      if (error) this.#fail(error);
      this.#wake();
    });
    this.#stopListening = () => {
      stream.off('drain', onDrain);
      forget();
    };
  }

  write(chunk: Uint8Array, length: number): void {
    if (this.#failure !== undefined) throw this.#failure;
    this.#pending++;
    const memory = this.#memoryFor(chunk.length);
    memory.set(chunk.subarray(0, length));
    this.ready = this.#stream.write(memory.subarray(0, length), (error) => {
      this.#pending--;
      if (error) this.#fail(error);
      else if (this.#reuseMemory) this.#spare = memory;
      this.#wake();
    });
  }

  async drain(): Promise<void> {
    await this.#until(() => this.ready);
  }

  async flush(): Promise<void> {
    await this.#until(() => this.#pending === 0);
  }

  async close(): Promise<void> {
    try {
      await this.flush();
      if (this.#endStream) {
        this.#stream.end();
        await this.#until(() => this.#finished);
      } else {
        this.#stopListening();
      }
    } catch (error) {
      // The listeners stay: the stream may yet emit the error that its callback has reported already.
      if (this.#endStream) this.#stream.destroy();
      throw error;
    }
  }

  #memoryFor(length: number): Uint8Array<ArrayBuffer> {
    const spare = this.#spare;
    this.#spare = NOTHING;
    return spare.length >= length ? spare : new Uint8Array(length);
  }

  async #until(done: () => boolean): Promise<void> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      if (done()) return;
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #fail(error: Error): void {
    this.#failure ??= new PcapOutputError(null, error);
  }
}
