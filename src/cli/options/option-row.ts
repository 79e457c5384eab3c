import type { Values } from '../completion/values.ts';

/** A command that has options, as the command line names it. */
export type CommandPath =
  | 'run'
  | 'demo'
  | 'compare'
  | 'explore'
  | 'merge'
  | 'samples copy'
  | 'schema'
  | 'advisory'
  | 'advisory check'
  | 'inspect'
  | 'probe'
  | 'wireshark install'
  | 'wireshark uninstall'
  | 'replay'
  | 'import';

/** What a command line gives, as rows ask for it. */
export interface Given {
  has(row: OptionRow): boolean;
  /** @returns what stands after the last one; undefined if it is not given */
  text(row: OptionRow): string | undefined;
}

/** Another option that cannot be given together with this one. It stands in one of the two rows, and holds for both. */
export interface Exclusion {
  option: OptionRow;
  /** With which texts after the two; with all if left out. */
  when?(own: string, other: string): boolean;
  /** @param other - the text after that option */
  says: string | ((other: string) => string);
}

/** What has to be given for this option to mean something. */
export interface Need {
  isMet(given: Given, own: string): boolean;
  says: string;
}

/** What can be chosen: value, and what people read. Of these, the first is the default. */
export type Choices = readonly (readonly [value: string, display: string])[];

/** What Wireshark's dialogue before a capture shows of an option, in terms of extcap. */
export interface Dialogue {
  /** Of the `arg` sentence, in its order. What is shown together has one group. */
  parameters: Readonly<Record<string, string | boolean>> & { group: 'Workload' | 'Device' };
  /** As they are now. */
  choices?(): Choices;
}

/** An option as an extcap program has it. */
export interface ExtcapSaying {
  /** As its help shows it. */
  flags: string;
  says: string;
  /** The choice that is as good as none. */
  none?: string;
  /** If it can be set there. */
  dialogue?: Dialogue;
}

/** An option of the command line: what help, parsing, completion, and the lines that say it again know of it. */
export interface OptionRow<T = unknown> {
  /** Its names and what it takes, as help shows them: `-o, --output <file>`. */
  flags: string;
  /** The commands that have it, with what the help of each says. */
  on: Readonly<Partial<Record<CommandPath, string | Saying>>>;
  /** Whether it can be given again and again. */
  repeatable?: boolean;
  /** Of one that can be: values of which only the last counts have one key. */
  key?(value: T): string;
  /** What it means if nothing follows it, where something can. */
  alone?: string;
  /** What completion offers after it, if anything can be known. */
  values?: Values;
  excludes?: readonly Exclusion[];
  needs?: Need;
  /** Options whose need is met where this one is given. */
  meets?: readonly OptionRow[];
  /** @throws CliError if the text after it is none of its values */
  parse?(text: string): T;
  /** @returns what `parse` reads as that value, if that is another text than String makes of it */
  write?(value: T): string;
  /** What counts if it is not given. */
  usual?: T;
  /** If Wireshark can ask for it. */
  extcap?: ExtcapSaying;
}

/** A row that says what the text after its option is. */
export type ParsedRow<T> = OptionRow<T> & { parse(text: string): T };

/** Where a command differs in more than words. */
export interface Saying {
  says: string;
  flags?: string;
  values?: Values;
}
