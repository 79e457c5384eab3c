import type { Writable } from 'node:stream';
import { ReportFile } from './report-file.ts';
import { writeText } from './write-text.ts';

/** Where the text of a reporter goes. */
export interface ReportSink {
  /** Takes text; a slow reader does not hold up the runs. */
  add(text: string): void;
  /** Waits until all is out. @throws CliError if it cannot be written */
  end(): Promise<void>;
  /** Lets go of the file, written or not. */
  close(): void;
}

/** Standard output or standard error: each text is written at once. */
export class StreamSink implements ReportSink {
  readonly #stream: Writable;
  #written: Promise<void> = Promise.resolve();

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  add(text: string): void {
    this.#written = this.#written.then(() => writeText(this.#stream, text));
    // `end` tells of a failure; until then nobody listens.
    this.#written.catch(() => undefined);
  }

  end(): Promise<void> {
    return this.#written;
  }

  close(): void {
    // The streams of the process are not ours to close.
  }
}

/** A file, which keeps what was in it until the whole report is there. */
export class FileSink implements ReportSink {
  readonly #file: ReportFile;
  #text = '';

  /** @throws CliError if the file cannot be opened */
  constructor(path: string, title: string) {
    this.#file = new ReportFile(path, title);
  }

  add(text: string): void {
    this.#text += text;
  }

  async end(): Promise<void> {
    if (this.#text !== '') this.#file.write(this.#text);
  }

  close(): void {
    this.#file.close();
  }
}
