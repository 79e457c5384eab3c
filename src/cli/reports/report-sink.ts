import type { Syntax } from '../../report/reporters/reporter-row.ts';
import { ReportFile } from '../files/report-file.ts';
import type { StandardStream } from '../files/standard-stream.ts';
import { terminalText } from '../terminal/terminal-text.ts';
import { piecesOf, writeData, writeText } from '../terminal/write-text.ts';

/** Where the text of a reporter goes. */
export interface ReportSink {
  /** Takes text, or pieces of one, which are made as they can be written; a slow reader does not hold up the runs. */
  add(text: string | Iterable<string>): void;
  /** Waits until all is out. @throws CliError if it cannot be written */
  end(): Promise<void>;
  /** Lets go of the file, written or not. */
  close(): void;
}

/** Standard output or standard error: each text is written at once. */
export class StreamSink implements ReportSink {
  readonly #stream: StandardStream;
  readonly #syntax: Syntax | undefined;
  #written: Promise<void> = Promise.resolve();

  /** @param syntax - of what another program reads; undefined if a person does */
  constructor(stream: StandardStream, syntax: Syntax | undefined) {
    this.#stream = stream;
    this.#syntax = syntax;
  }

  add(text: string | Iterable<string>): void {
    this.#written = this.#written.then(() => this.#write(text));
    // `end` tells of a failure; until then nobody listens.
    this.#written.catch(() => undefined);
  }

  end(): Promise<void> {
    return this.#written;
  }

  close(): void {
    // The streams of the process are not ours to close.
  }

  #write(text: string | Iterable<string>): Promise<void> {
    if (this.#syntax === undefined) return writeText(this.#stream, text);
    return writeData(this.#stream, text, this.#syntax);
  }
}

/** A file, which keeps what was in it until the whole report is there. */
export class FileSink implements ReportSink {
  readonly #file: ReportFile;
  readonly #isData: boolean;
  #isEmpty = true;
  #failure: unknown;

  /**
   * @param isData - another program reads it, rather than a person
   * @throws CliError if the file cannot be opened
   */
  constructor(path: string, title: string, isData: boolean) {
    this.#file = new ReportFile(path, title);
    this.#isData = isData;
  }

  add(text: string | Iterable<string>): void {
    if (this.#failure !== undefined) return;
    try {
      // Whoever reads the file reads it at a terminal.
      this.#file.append(this.#pieces(text));
    } catch (error) {
      this.#failure = error;
    }
  }

  async end(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#isEmpty) this.#file.end();
  }

  close(): void {
    this.#file.close();
  }

  *#pieces(text: string | Iterable<string>): Generator<string> {
    for (const piece of piecesOf(text)) {
      // Of a run that failed there may be nothing to tell.
      if (piece === '') continue;
      this.#isEmpty = false;
      yield this.#isData ? piece : terminalText(piece);
    }
  }
}
