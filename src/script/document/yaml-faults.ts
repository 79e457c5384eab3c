import { LIMITS } from './limits.ts';

/** One thing that the YAML parser finds wrong. */
export interface YamlFault {
  /** In characters from the beginning of the text. */
  offset: number;
  message: string;
}

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
  readonly #found: YamlFault[] = [];
  readonly #fail: Fail;
  #more = false;

  constructor(fail: Fail) {
    this.#fail = fail;
  }

  get areNone(): boolean {
    return this.#found.length === 0;
  }

  /** What the composer calls for each fault, warnings included. */
  readonly add = (source: Source, _code: string, message: string): void => {
    // Thrown out of here, an error would be taken for one of the parser's own.
    if (this.#found.length >= LIMITS.problems) this.#more = true;
    else this.#found.push({ offset: offsetOf(source), message: describe(message) });
  };

  throwIfAny(): void {
    if (this.#found.length === 0) return;
    this.#fail(
      this.#found.toSorted((a, b) => a.offset - b.offset),
      this.#more,
    );
  }
}

function offsetOf(source: Source): number {
  if (typeof source === 'number') return source;
  return 'offset' in source ? source.offset : (source[0] ?? 0);
}

/** The parser's words, in the shape of ours, without the text that it may quote at length. */
function describe(message: string): string {
  const text = message.replace(/ in YAML (document|stream)(?=:)/, '').replace(/\.+$/, '');
  return `Invalid YAML: ${text.length > 120 ? `${text.slice(0, 119)}…` : text}`;
}
