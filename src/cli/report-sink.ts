import type { Writable } from 'node:stream';
import { ReportFile } from './report-file.ts';
import { terminalText } from './terminal-text.ts';
import { writeData, writeText } from './write-text.ts';

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
  readonly #write: typeof writeText;
  #written: Promise<void> = Promise.resolve();

  /** @param isData - another program reads it, rather than a person */
  constructor(stream: Writable, isData: boolean) {
    this.#stream = stream;
    this.#write = isData ? writeData : writeText;
  }

  add(text: string): void {
    this.#written = this.#written.then(() => this.#write(this.#stream, text));
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

  readonly #isData: boolean;

  /**
   * @param isData - another program reads it, rather than a person
   * @throws CliError if the file cannot be opened
   */
  constructor(path: string, title: string, isData: boolean) {
    this.#file = new ReportFile(path, title);
    this.#isData = isData;
  }

  add(text: string): void {
    // Whoever reads the file reads it at a terminal.
    this.#text += this.#isData ? text : terminalText(text);
  }

  async end(): Promise<void> {
    if (this.#text !== '') this.#file.write(this.#text);
  }

  close(): void {
    this.#file.close();
  }
}
