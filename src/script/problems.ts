import { LIMITS } from './document/limits.ts';
import type { ScriptDocument } from './document/read-document.ts';
import { type DataPath, formatPath, ScriptError, ScriptErrors } from './errors.ts';

/** Gathers what is wrong with a script and those that it includes, so that all of it can be told at once. */
export class Problems {
  #document: ScriptDocument;
  /** The file of the script that is loaded. */
  readonly root: string;
  readonly #errors: ScriptError[] = [];
  /** Files in the order in which their problems are told. */
  readonly #files: Set<string>;
  readonly #taken = new Set<ScriptErrors>();
  readonly #warnings: ScriptError[] = [];

  /** @param document - the one at hand */
  constructor(document: ScriptDocument) {
    this.#document = document;
    this.root = document.file;
    this.#files = new Set([document.file]);
  }

  /** The file of the document at hand. */
  get file(): string {
    return this.#document.file;
  }

  /** Does `action` with another document at hand: paths are paths in it. */
  within<Result>(document: ScriptDocument, action: () => Result): Result {
    const before = this.#document;
    this.#document = document;
    this.#files.add(document.file);
    try {
      return action();
    } finally {
      this.#document = before;
    }
  }

  /**
   * Notes a problem with the value at `path`, or with its key.
   * @throws ScriptErrors if there are so many that looking for more is no use
   */
  report(path: DataPath, message: string, at: 'key' | 'value' = 'value'): void {
    const place = this.#document.locate(path, at);
    const { file } = this.#document;
    this.#add(new ScriptError(message, file, place, formatPath(path), this.#document.excerpt(place)));
  }

  /** Notes what is allowed at `path`, but may not be what is meant. Of very many, the first are kept. */
  warn(path: DataPath, message: string): void {
    if (this.#warnings.length >= LIMITS.problems) return;
    const place = this.#document.locate(path, 'value');
    this.#warnings.push(new ScriptError(message, this.file, place, formatPath(path)));
  }

  /** What `warn` was told. */
  get warnings(): readonly ScriptError[] {
    return this.#warnings;
  }

  /**
   * Notes the problems with a document that cannot be read, once.
   * @throws ScriptErrors if there are so many that looking for more is no use
   */
  take(failure: ScriptErrors): void {
    if (this.#taken.has(failure)) return;
    this.#taken.add(failure);
    for (const error of failure.errors) {
      this.#files.add(error.file);
      this.#add(error);
    }
  }

  /** @returns the spelling of the scalar at `path`, for messages */
  spelling(path: DataPath): string | undefined {
    return this.#document.spelling(path);
  }

  /** @returns where the value at `path` stands, for messages: `hosts.yaml:3:5` */
  place(path: DataPath): string {
    const { line, column } = this.#document.locate(path, 'value');
    return `${this.file}:${line}:${column}`;
  }

  /** @throws ScriptErrors if there is any problem */
  throwIfAny(): void {
    if (this.#errors.length > 0) throw this.#failure(false);
  }

  #add(error: ScriptError): void {
    this.#errors.push(error);
    if (this.#errors.length >= LIMITS.problems) throw this.#failure(true);
  }

  #failure(more: boolean): ScriptErrors {
    const order = new Map([...this.#files].map((file, i) => [file, i]));
    const rank = ({ file }: ScriptError): number => order.get(file) ?? 0;
    const errors = this.#errors.toSorted(
      (a, b) => rank(a) - rank(b) || a.line - b.line || a.column - b.column,
    );
    return new ScriptErrors(errors, more);
  }
}
