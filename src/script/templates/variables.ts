import type { DataPath } from '../errors.ts';
import { isMapping } from '../mapping.ts';
import type { Problems } from '../problems.ts';
import { quote } from '../schema-problems.ts';
import { didYouMean } from '../suggestion.ts';

/** The values that `${name}` stands for. */
export class Variables {
  readonly #values = new Map<string, string | undefined>();
  /** Unknown names are reported; not so if the variables of the script could not be read. */
  isComplete = true;

  get names(): Iterable<string> {
    return this.#values.keys();
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** @returns undefined for a name that is unknown, or whose value has something wrong with it */
  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  set(name: string, value: string | undefined): void {
    this.#values.set(name, value);
  }

  /**
   * Takes the defaults of a script's "vars", each of which may use those above it.
   * @param input - as the script has it; what is wrong with its shape is left to the schema
   * @param expand - puts values in the place of names; undefined if something is wrong with them
   * @param spelling - of the scalar at a path
   */
  declare(
    input: unknown,
    expand: (value: unknown, path: DataPath) => unknown,
    spelling: (path: DataPath) => string | undefined,
  ): void {
    if (!isMapping(input)) {
      this.isComplete = input === undefined;
      return;
    }
    for (const [name, value] of Object.entries(input)) {
      const path: DataPath = ['vars', name];
      this.#values.set(name, textOf(expand(value, path), spelling(path)));
    }
  }

  /** Overrides defaults; names that the script does not have are reported. */
  override(defines: Readonly<Record<string, string>>, problems: Problems): void {
    for (const [name, value] of Object.entries(defines)) {
      if (this.has(name)) this.set(name, value);
      else if (this.isComplete) {
        const hint = didYouMean(name, this.names);
        problems.report(['vars'], `Cannot define ${quote(name)}: the script has no such variable${hint}`);
      }
    }
  }
}

/** An integer is the same however it is spelt; 1.10 is kept as it is. */
function textOf(value: unknown, spelling: string | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) return String(value);
  return typeof value === 'number' ? (spelling ?? String(value)) : undefined;
}
