import type { Command } from 'commander';

/** An option, as completion sees it. */
export interface CompletedOption {
  /** `-o` and `--output`. */
  names: readonly string[];
  description: string;
  /** It takes a value, or can. */
  takesValue: boolean;
  /** What the value can be; undefined for a file or anything else. */
  choices: readonly string[] | undefined;
}

/** A command, as completion sees it. */
export interface CompletedCommand {
  /** `samples show`; '' for the program itself. */
  path: string;
  /** Names and descriptions of the commands below it. */
  commands: readonly { name: string; description: string }[];
  options: readonly CompletedOption[];
  /** What its first argument can be; undefined for a file or nothing. */
  choices: readonly string[] | undefined;
}

/** What the help tells in words: choices by option name, and of first arguments by command. */
export interface KnownChoices {
  options: Readonly<Record<string, readonly string[]>>;
  arguments: Readonly<Record<string, readonly string[]>>;
}

/** @returns all commands of a program, itself first, with those that are hidden left out */
export function completedCommands(program: Command, known: KnownChoices): CompletedCommand[] {
  return gather(program, '', known);
}

function gather(command: Command, path: string, known: KnownChoices): CompletedCommand[] {
  const help = command.createHelp();
  const below = help.visibleCommands(command);
  const own: CompletedCommand = {
    path,
    commands: below.map((child) => ({ name: child.name(), description: help.subcommandDescription(child) })),
    options: help.visibleOptions(command).map((option) => ({
      names: [option.short, option.long].filter((name) => name !== undefined),
      description: option.description,
      takesValue: option.required || option.optional,
      choices: option.argChoices ?? known.options[option.long ?? ''],
    })),
    choices: command.registeredArguments[0]?.argChoices ?? known.arguments[path],
  };
  return [own, ...below.flatMap((child) => gather(child, `${path} ${child.name()}`.trim(), known))];
}
