import { LIMITS } from './limits.ts';
import { plainWords, type RawFault, type YamlFault } from './plain-words.ts';

/** Where the parser says that something is wrong: an offset, a range of them, or a token. */
type Source = number | readonly number[] | { offset: number };

/**
 * Told what is wrong.
 * @param found - in the order of the text
 * @param more - whether there is more
 */
type Fail = (found: readonly YamlFault[], more: boolean) => never;

/** Gathers what is wrong with a text as YAML, as far as it is told. */
export class YamlFaults {
  readonly #found: RawFault[] = [];
  readonly #text: string;
  readonly #fail: Fail;
  #more = false;

  constructor(text: string, fail: Fail) {
    this.#text = text;
    this.#fail = fail;
  }

  get areNone(): boolean {
    return this.#found.length === 0;
  }

  /** What the composer calls for each fault, warnings included. */
  readonly add = (source: Source, code: string, message: string): void => {
    // Thrown out of here, an error would be taken for one of the parser's own.
    if (this.#found.length >= LIMITS.problems) this.#more = true;
    else this.#found.push({ offset: offsetOf(source), code, message });
  };

  throwIfAny(): void {
    if (this.#found.length === 0) return;
    const inOrder = this.#found.toSorted((a, b) => a.offset - b.offset);
    this.#fail(plainWords(inOrder, this.#text), this.#more);
  }
}

function offsetOf(source: Source): number {
  if (typeof source === 'number') return source;
  return 'offset' in source ? source.offset : (source[0] ?? 0);
}
