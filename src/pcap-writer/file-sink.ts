import { closeSync, fstatSync, ftruncateSync, openSync, rmSync } from 'node:fs';
import { PcapOutputError } from './output-error.ts';
import type { Sink } from './sink.ts';
import type { WholeRecords } from './whole-records.ts';
import { CannotWriteAll, writeAll } from './write-all.ts';

export interface FileSinkOptions {
  /** As of `open`: `wx` for a file that must not be there yet. */
  flags?: 'w' | 'wx';
  /** Of a file that is made, as far as the process lets files have them: 0o666 if absent. */
  mode?: number | undefined;
  /** What errors call the file; its path if absent, null for a stream. */
  name?: string | null;
  /** What is kept of the bytes that fit on a full disk; none of the chunk if absent. */
  whole?: WholeRecords | undefined;
}

/** Writes a file, synchronously: nothing is quicker for chunks of this size, and there is nothing to wait for. */
export class FileSink implements Sink {
  readonly ready = true;
  readonly rewrite: ((at: number, bytes: Uint8Array) => void) | undefined;
  readonly #name: string | null;
  readonly #descriptor: number;
  readonly #whole: WholeRecords | undefined;
  /** Whether the descriptor was opened here, and is to be closed here. */
  readonly #isOurs: boolean;
  #isClosed = false;
  #size = 0;
  #failure: PcapOutputError | undefined;

  /**
   * Creates the file, or empties the one that is there.
   *
   * @param file - a path; or a descriptor, which is written on where it is, and stays open
   * @throws PcapOutputError if it cannot be opened
   */
  constructor(file: string | number, { flags = 'w', mode = 0o666, name, whole }: FileSinkOptions = {}) {
    this.#name = name === undefined ? String(file) : name;
    this.#whole = whole;
    this.#isOurs = typeof file === 'string';
    let opened: number | undefined;
    try {
      opened = typeof file === 'string' ? openSync(file, flags, mode) : file;
      this.#descriptor = opened;
      // In a pipe or a device there is no way back, and what others have opened may not begin at its beginning.
      const canRewrite = this.#isOurs && fstatSync(this.#descriptor).isFile();
      this.rewrite = canRewrite ? this.#rewrite.bind(this) : undefined;
    } catch (error) {
      // What was made here is of no use to anybody.
      if (opened !== undefined && typeof file === 'string') undo(file, opened, flags === 'wx');
      throw new PcapOutputError(this.#name, error);
    }
  }

  /** Bytes that are in the file; after a failure, those that are of use. */
  get size(): number {
    return this.#size;
  }

  write(chunk: Uint8Array, length: number): void {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      writeAll(this.#descriptor, chunk, length);
      this.#size += length;
    } catch (error) {
      const { written, cause } = partOf(error);
      this.#failure = new PcapOutputError(this.#name, cause);
      this.#keepWhole(chunk, written);
      throw this.#failure;
    }
  }

  #rewrite(at: number, bytes: Uint8Array): void {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      writeAll(this.#descriptor, bytes, bytes.length, at);
    } catch (error) {
      this.#failure = new PcapOutputError(this.#name, partOf(error).cause);
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
    this.closeNow();
  }

  /** The same, at once. @throws PcapOutputError */
  closeNow(): void {
    if (this.#isOurs && !this.#isClosed) {
      this.#isClosed = true;
      try {
        closeSync(this.#descriptor);
      } catch (error) {
        this.#failure ??= new PcapOutputError(this.#name, error);
      }
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** A disk that fills up takes part of a chunk. Without the part of a record at its end, the file is a valid one. */
  #keepWhole(chunk: Uint8Array, written: number): void {
    const kept = this.#whole?.(chunk, written, this.#size) ?? 0;
    if (!this.#isOurs) return;
    try {
      ftruncateSync(this.#descriptor, this.#size + kept);
      this.#size += kept;
    } catch {
      // A device or a pipe has no length to cut. The error to report is the one that led here.
    }
  }
}

function undo(file: string, descriptor: number, isMade: boolean): void {
  try {
    closeSync(descriptor);
  } catch {
    // There is something else to tell.
  }
  try {
    if (isMade) rmSync(file, { force: true });
  } catch {
    // The same.
  }
}

function partOf(error: unknown): { written: number; cause: unknown } {
  return error instanceof CannotWriteAll
    ? { written: error.written, cause: error.cause }
    : { written: 0, cause: error };
}
