import { PcapOutputError } from '../../pcap-writer/output-error.ts';
import { ReplacingFileSink } from '../../pcap-writer/replacing-file-sink.ts';
import { CliError } from '../cli-error.ts';
import { systemReason } from './system-reason.ts';

/**
 * A file that is of use only if it is whole, such as a report: opened before the run, so that one that cannot be written
 * is told before, and put in its place after it. Until then what was there before is there.
 */
export class ReportFile {
  readonly #path: string;
  readonly #title: string;
  readonly #sink: ReplacingFileSink;

  /**
   * @param title - what messages call it, such as `JSON report`
   * @param isNew - refuse a file that is there
   * @throws CliError if it cannot be opened
   */
  constructor(path: string, title: string, isNew = false) {
    this.#path = path;
    this.#title = title;
    this.#sink = this.#attempt(() => new ReplacingFileSink(path, { isNew }));
  }

  /**
   * Adds to it.
   *
   * @param data - all there is, or pieces of a text, which are taken one by one
   * @throws CliError
   */
  append(data: string | Uint8Array | Iterable<string>): void {
    const pieces = typeof data === 'string' || data instanceof Uint8Array ? [data] : data;
    for (const piece of pieces) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
      this.#attempt(() => this.#sink.write(bytes, bytes.length));
    }
  }

  /** Puts it in its place. @throws CliError */
  end(): void {
    this.#attempt(() => this.#sink.closeNow());
  }

  /** Writes all of it. @throws CliError */
  write(data: string | Uint8Array | Iterable<string>): void {
    this.append(data);
    this.end();
  }

  /** Lets go of it. If it has not been put in its place, it is gone, and what was there before is there. */
  close(): void {
    this.#sink.abortNow();
  }

  #attempt<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      const isOurs = error instanceof PcapOutputError;
      const reason = isOurs ? error.reason : systemReason(error);
      const message = `Cannot write the ${this.#title} to ${JSON.stringify(this.#path)}: ${reason}`;
      throw new CliError(message, { cause: isOurs ? error.cause : error });
    }
  }
}
