import { closeSync, openSync, writeSync } from 'node:fs';
import { CliError } from '../cli-error.ts';
import { systemReason } from './system-reason.ts';

/** Characters that are written at once. */
const PIECE = 65_536;

/** A file that text is written to as it comes, in flat memory. */
export class TraceFile {
  readonly #path: string;
  readonly #descriptor: number;
  #text = '';

  /** @throws CliError */
  constructor(path: string) {
    this.#path = path;
    this.#descriptor = this.#trying(() => openSync(path, 'w'));
  }

  /** @throws CliError */
  readonly write = (text: string): void => {
    this.#text += text;
    if (this.#text.length >= PIECE) this.#flush();
  };

  /** @throws CliError */
  close(): void {
    this.#flush();
    this.#trying(() => closeSync(this.#descriptor));
  }

  #flush(): void {
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    for (let at = 0; at < bytes.length; ) {
      at += this.#trying(() => writeSync(this.#descriptor, bytes, at));
    }
  }

  #trying<Result>(action: () => Result): Result {
    try {
      return action();
    } catch (error) {
      throw new CliError(`Cannot write the trace ${JSON.stringify(this.#path)}: ${systemReason(error)}`, {
        cause: error,
      });
    }
  }
}
