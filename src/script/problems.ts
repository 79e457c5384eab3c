import { LIMITS } from './document/limits.ts';
import type { ScriptDocument } from './document/read-document.ts';
import { type DataPath, formatPath, ScriptError, ScriptErrors } from './errors.ts';

/** Gathers what is wrong with a script, so that all of it can be told at once. */
export class Problems {
  readonly #document: ScriptDocument;
  readonly #errors: ScriptError[] = [];

  constructor(document: ScriptDocument) {
    this.#document = document;
  }

  /**
   * Notes a problem with the value at `path`, or with its key.
   * @throws ScriptErrors if there are so many that looking for more is no use
   */
  report(path: DataPath, message: string, at: 'key' | 'value' = 'value'): void {
    const place = this.#document.locate(path, at);
    this.#errors.push(new ScriptError(message, this.#document.file, place, formatPath(path)));
    if (this.#errors.length >= LIMITS.problems) throw this.#failure(true);
  }

  /** @returns the spelling of the scalar at `path`, for messages */
  spelling(path: DataPath): string | undefined {
    return this.#document.spelling(path);
  }

  /** @throws ScriptErrors if there is any problem */
  throwIfAny(): void {
    if (this.#errors.length > 0) throw this.#failure(false);
  }

  #failure(more: boolean): ScriptErrors {
    const errors = this.#errors.toSorted((a, b) => a.line - b.line || a.column - b.column);
    return new ScriptErrors(errors, more);
  }
}
