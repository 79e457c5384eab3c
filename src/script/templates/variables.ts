import { parseTemplate } from './template.ts';

/** Values by name; undefined for one that has something wrong with it. */
export type GivenValues = ReadonlyMap<string, string | undefined>;

/** The values that `${name}` stands for. */
export class Variables {
  readonly #own = new Map<string, string | undefined>();
  readonly #given: readonly GivenValues[];
  readonly #outer: Variables | undefined;
  #isComplete = true;

  /**
   * @param given - values instead of those that the script itself has: of the first that has the name
   * @param outer - what the including script knows: the rest of `given` comes after it
   */
  constructor(given: readonly GivenValues[] = [], outer?: Variables) {
    this.#given = given;
    this.#outer = outer;
  }

  /** Unknown names are reported; not so if the variables of the script could not be read. */
  get isComplete(): boolean {
    return this.#isComplete && (this.#outer?.isComplete ?? true);
  }

  set isComplete(isComplete: boolean) {
    this.#isComplete = isComplete;
  }

  get names(): Iterable<string> {
    return this.#outer === undefined
      ? this.#own.keys()
      : new Set([...this.#own.keys(), ...this.#outer.names]);
  }

  /** Those of the script itself. */
  get ownNames(): Iterable<string> {
    return this.#own.keys();
  }

  has(name: string): boolean {
    return this.#own.has(name) || this.#outer?.has(name) === true;
  }

  /** Whether the script itself has a variable of that name. */
  declares(name: string): boolean {
    return this.#own.has(name);
  }

  /** @returns undefined for a name that is unknown, or whose value has something wrong with it */
  get(name: string): string | undefined {
    return this.#own.has(name) ? this.#own.get(name) : this.#outer?.get(name);
  }

  /**
   * Adds a variable of the script itself, with the value that it is given, if it is.
   * @param fallback - makes its own value; undefined if there is something wrong with it
   */
  declare(name: string, fallback: () => string | undefined): void {
    const [first, ...others] = this.#given;
    const holder = [first, this.#outer, ...others].find((values) => values?.has(name));
    const own = fallback();
    this.#own.set(name, holder === undefined ? own : holder.get(name));
  }

  /** Whether all names are known that `value`, a template or not, is made from. */
  suffice(value: unknown): boolean {
    const parts = typeof value === 'string' ? parseTemplate(value) : [];
    return !Array.isArray(parts) || parts.every((part) => typeof part === 'string' || this.has(part.name));
  }
}

/**
 * An integer is the same however it is spelt; 1.10 is kept as it is.
 * @param spelling - of the value in the script, if it is a scalar there
 * @returns the text that a name for `value` stands for; undefined if it cannot have one
 */
export function textOf(value: unknown, spelling: string | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) return String(value);
  return typeof value === 'number' ? (spelling ?? String(value)) : undefined;
}
