import { finished, type Writable } from 'node:stream';
import { PcapOutputError } from './output-error.ts';
import type { Sink } from './sink.ts';

/**
 * Writes to a stream and respects its backpressure. Each chunk goes out as a copy: a stream may hold on to
 * what it was given even after it called back (a PassThrough hands the very same bytes to its reader).
 */
export class StreamSink implements Sink {
  ready = true;
  readonly #stream: Writable;
  readonly #endStream: boolean;
  readonly #stopListening: () => void;
  #waiting: (() => void)[] = [];
  #pending = 0;
  #finished = false;
  #failure: PcapOutputError | undefined;

  /**
   * @param stream where the chunks go
   * @param endStream end the stream on `close()`
   */
  constructor(stream: Writable, endStream: boolean) {
    this.#stream = stream;
    this.#endStream = endStream;
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
    this.ready = this.#stream.write(chunk.slice(0, length), (error) => {
      this.#pending--;
      if (error) this.#fail(error);
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
