import type { Values } from '../completion/values.ts';

/** A command that has options, as the command line names it. */
export type CommandPath =
  | 'run'
  | 'compare'
  | 'merge'
  | 'samples copy'
  | 'schema'
  | 'advisory'
  | 'advisory check'
  | 'inspect'
  | 'wireshark install'
  | 'wireshark uninstall'
  | 'replay'
  | 'import';

/** An option of the command line: what help, parsing, completion, and the lines that say it again know of it. */
export interface OptionRow<T = unknown> {
  /** Its names and what it takes, as help shows them: `-o, --output <file>`. */
  flags: string;
  /** The commands that have it, with what the help of each says. */
  on: Readonly<Partial<Record<CommandPath, string | Saying>>>;
  /** Whether it can be given again and again. */
  repeatable?: boolean;
  /** What completion offers after it, if anything can be known. */
  values?: Values;
  /** @throws CliError if the text after it is none of its values */
  parse?(text: string): T;
  /** @returns what `parse` reads as that value, if that is another text than String makes of it */
  write?(value: T): string;
}

/** Where a command differs in more than words. */
export interface Saying {
  says: string;
  flags?: string;
  values?: Values;
}

/** @returns what the text after an option says; undefined if the option is not given */
export function asked<T>(row: { parse(text: string): T }, text: string | undefined): T | undefined {
  return text === undefined ? undefined : row.parse(text);
}
