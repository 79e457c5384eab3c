import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { PcapOutputError } from './output-error.ts';
import type { Sink } from './sink.ts';

/** Writes a file, synchronously: nothing is quicker for chunks of this size, and there is nothing to wait for. */
export class FileSink implements Sink {
  readonly ready = true;
  readonly rewrite: ((at: number, bytes: Uint8Array) => void) | undefined;
  readonly #path: string;
  readonly #descriptor: number;
  #size = 0;
  #failure: PcapOutputError | undefined;

  /**
   * Creates the file, or empties the one that is there.
   *
   * @param flags - as of `open`: `wx` for a file that must not be there yet
   * @param name - what errors call it
   * @throws PcapOutputError if it cannot be opened
   */
  constructor(path: string, { flags = 'w', name = path }: { flags?: 'w' | 'wx'; name?: string } = {}) {
    this.#path = name;
    try {
      this.#descriptor = openSync(path, flags);
      // In a pipe or a device there is no way back.
      this.rewrite = fstatSync(this.#descriptor).isFile() ? this.#rewrite.bind(this) : undefined;
    } catch (error) {
      throw new PcapOutputError(name, error);
    }
  }

  write(chunk: Uint8Array, length: number): void {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      let done = 0;
      while (done < length) done += writeSync(this.#descriptor, chunk, done, length - done);
      this.#size += length;
    } catch (error) {
      this.#failure = new PcapOutputError(this.#path, error);
      this.#dropPartOfChunk();
      throw this.#failure;
    }
  }

  #rewrite(at: number, bytes: Uint8Array): void {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      let done = 0;
      while (done < bytes.length) {
        done += writeSync(this.#descriptor, bytes, done, bytes.length - done, at + done);
      }
    } catch (error) {
      this.#failure = new PcapOutputError(this.#path, error);
      throw this.#failure;
    }
  }

  async drain(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async flush(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async close(): Promise<void> {
    try {
      closeSync(this.#descriptor);
    } catch (error) {
      this.#failure ??= new PcapOutputError(this.#path, error);
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** A disk that fills up takes part of a chunk. Without that part the file ends with a whole record. */
  #dropPartOfChunk(): void {
    try {
      ftruncateSync(this.#descriptor, this.#size);
    } catch {
      // A device or a pipe has no length to cut. The error to report is the one that led here.
    }
  }
}
