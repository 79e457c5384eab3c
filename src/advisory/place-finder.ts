import type { Place } from './manifest-syntax-error.ts';
import type { Work } from './work.ts';

/** Finds lines and columns of ever later offsets, looking at each line end once. */
export class PlaceFinder {
  readonly #text: string;
  readonly #work: Work;
  #line = 1;
  #lineStart = 0;
  /** The offset of the next line end, or the length of the text. */
  #lineEnd: number;

  constructor(text: string, work: Work) {
    this.#text = text;
    this.#work = work;
    this.#lineEnd = this.#endAfter(0);
  }

  at(offset: number): Place {
    while (this.#lineEnd < offset) {
      this.#line += 1;
      this.#lineStart = this.#lineEnd + 1;
      this.#lineEnd = this.#endAfter(this.#lineStart);
    }
    return { line: this.#line, column: offset - this.#lineStart + 1 };
  }

  #endAfter(start: number): number {
    const found = this.#text.indexOf('\n', start);
    const end = found < 0 ? this.#text.length : found;
    this.#work.steps += end - start;
    return end;
  }
}
