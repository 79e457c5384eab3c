import { ReportFile } from './report-file.ts';

/** Characters that are written at once. */
const PIECE = 65_536;

/** A file that text is written to as it comes, in flat memory. It is of use only if it is whole: an older one stays until then. */
export class TraceFile {
  readonly #file: ReportFile;
  #text = '';

  /** @throws CliError */
  constructor(path: string) {
    this.#file = new ReportFile(path, 'trace');
  }

  /** @throws CliError */
  readonly write = (text: string): void => {
    this.#text += text;
    if (this.#text.length >= PIECE) this.#flush();
  };

  /** Puts it in its place. @throws CliError */
  end(): void {
    this.#flush();
    this.#file.end();
  }

  /** Lets go of it. If it has not been put in its place, it is gone, and what was there before is there. */
  close(): void {
    this.#file.close();
  }

  #flush(): void {
    const text = this.#text;
    this.#text = '';
    this.#file.append(text);
  }
}
