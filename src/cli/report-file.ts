import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { CliError } from './cli-error.ts';
import { systemReason } from './system-reason.ts';
import { piecesOf } from './write-text.ts';

/** A file that a report goes to: opened before the run, written after it. */
export class ReportFile {
  readonly #path: string;
  readonly #title: string;
  readonly #descriptor: number;

  /**
   * @param title - what messages call the report, such as `JSON report`
   * @throws CliError if it cannot be opened; what is in it stays until there is something new
   */
  constructor(path: string, title: string) {
    this.#path = path;
    this.#title = title;
    try {
      this.#descriptor = openSync(path, 'a');
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /**
   * @param text - all of it, or pieces, which are taken one by one
   * @throws CliError
   */
  write(text: string | Iterable<string>): void {
    try {
      this.#empty();
      for (const piece of piecesOf(text)) {
        const bytes = Buffer.from(piece);
        let done = 0;
        while (done < bytes.length) done += writeSync(this.#descriptor, bytes, done);
      }
    } catch (error) {
      throw this.#failure(error);
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #empty(): void {
    try {
      ftruncateSync(this.#descriptor);
    } catch {
      // A pipe or a device has nothing to cut off.
    }
  }

  #failure(error: unknown): CliError {
    const reason = systemReason(error);
    return new CliError(`Cannot write the ${this.#title} to ${JSON.stringify(this.#path)}: ${reason}`, {
      cause: error,
    });
  }
}
