import { shellWord } from '../../report/shell-word.ts';
import { CliError } from '../cli-error.ts';
import { optionsOf } from './add-options.ts';
import { attributeOf, namesOf } from './option-names.ts';
import type { CommandPath, Given, OptionRow, ParsedRow } from './option-row.ts';

/** The options of a command line as `commander` gives them: texts, lists of texts, or whether they are there. */
export type RawOptions = Readonly<Record<string, unknown>>;

type Texts = ReadonlyMap<OptionRow, readonly string[]>;

/** The options that a command line gives, by their rows. Each is right by itself, and goes with the others. */
export class GivenOptions implements Given {
  readonly command: CommandPath;
  /** What stands after each; of an option that takes nothing, an empty text. */
  readonly #texts: Texts;

  private constructor(command: CommandPath, texts: Texts) {
    this.command = command;
    this.#texts = texts;
  }

  /**
   * @param raw - may have more than the options of the command
   * @throws CliError that names the first option, in the order of the table, that is wrong, or does not go with another
   */
  static of(command: CommandPath, raw: RawOptions): GivenOptions {
    const rows = optionsOf(command).map(({ row }) => row);
    const texts = rows.map((row) => [row, textsOf(row, raw)] as const);
    const given = new GivenOptions(command, new Map(texts.filter(([, found]) => found.length > 0)));
    for (const row of rows) {
      given.#refuseCombinations(row);
      for (const text of given.texts(row)) row.parse?.(text);
    }
    return given;
  }

  has(row: OptionRow): boolean {
    return this.#texts.has(row);
  }

  /** @returns what stands after each, in order */
  texts(row: OptionRow): readonly string[] {
    return this.#texts.get(row) ?? [];
  }

  text(row: OptionRow): string | undefined {
    return this.texts(row).at(-1);
  }

  /** @returns what is given last, or what counts if it is not given */
  value<T>(row: ParsedRow<T> & { usual: T }): T;
  value<T>(row: ParsedRow<T>): T | undefined;
  value<T>(row: ParsedRow<T>): T | undefined {
    const text = this.text(row);
    return text === undefined ? row.usual : row.parse(text);
  }

  /** @returns all that is given, and counts */
  values<T>(row: ParsedRow<T>): T[] {
    return valuesOf(this.texts(row), row);
  }

  /** @returns these and one more, or with another text after it */
  with(row: OptionRow, text = ''): GivenOptions {
    return new GivenOptions(this.command, new Map([...this.#texts, [row, [text]]]));
  }

  without(...rows: readonly OptionRow[]): GivenOptions {
    return this.#filtered((row) => !rows.includes(row));
  }

  /** @returns those that say something else than what counts anyway */
  withoutUsual(): GivenOptions {
    return this.#filtered(
      (row, texts) => row.usual === undefined || texts.some((text) => row.parse?.(text) !== row.usual),
    );
  }

  /** @returns the words of a command line that give those of these rows again, as a shell reads them */
  words(rows: readonly OptionRow[]): string[] {
    return rows.flatMap((row) => {
      const { short, long } = namesOf(row.flags);
      return this.#said(row).flatMap((text) => [short ?? long, ...(takesText(row) ? [shellWord(text)] : [])]);
    });
  }

  #said(row: OptionRow): readonly string[] {
    const { parse, key, write = String } = row;
    const texts = this.texts(row);
    return parse === undefined ? texts : valuesOf(texts, { parse, key }).map(write);
  }

  #filtered(keeps: (row: OptionRow, texts: readonly string[]) => boolean): GivenOptions {
    return new GivenOptions(
      this.command,
      new Map([...this.#texts].filter(([row, texts]) => keeps(row, texts))),
    );
  }

  #refuseCombinations(row: OptionRow): void {
    const own = this.text(row);
    if (own === undefined) return;
    for (const { option, when, says } of row.excludes ?? []) {
      const other = this.text(option);
      if (other === undefined || when?.(own, other) === false) continue;
      throw new CliError(typeof says === 'string' ? says : says(other));
    }
    if (row.needs?.isMet(this, own) === false && !this.#isMetByAnother(row))
      throw new CliError(row.needs.says);
  }

  #isMetByAnother(row: OptionRow): boolean {
    return [...this.#texts.keys()].some(({ meets }) => meets?.includes(row) === true);
  }
}

function valuesOf<T>(
  texts: readonly string[],
  { parse, key }: { parse(text: string): T; key?: ((value: T) => string) | undefined },
): T[] {
  const values = texts.map(parse);
  return key === undefined ? values : [...new Map(values.map((value) => [key(value), value])).values()];
}

function takesText({ flags }: OptionRow): boolean {
  return /[<[]/.test(flags);
}

function textsOf({ flags, alone = '' }: OptionRow, raw: RawOptions): readonly string[] {
  const value = raw[attributeOf(flags)];
  if (flags.startsWith('--no-')) return value === false ? [''] : [];
  if (value === true) return [alone];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.map(String) : [];
}
