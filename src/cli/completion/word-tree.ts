import type { Argument, Command, Option } from 'commander';
import type { KnownValues } from './known-values.ts';
import type { Values } from './values.ts';

/** An option, as completion sees it. */
export interface CompletedOption {
  /** `-o` and `--output`. */
  names: readonly string[];
  description: string;
  /** What it takes; undefined if it takes nothing. */
  values: Values | undefined;
  /** Whether what it takes can be left out. */
  optional: boolean;
}

/** An argument, as completion sees it. */
export interface CompletedArgument {
  values: Values;
  /** Whether more of the kind can follow. */
  variadic: boolean;
}

/** A command, as completion sees it. */
export interface CompletedCommand {
  /** `samples show`; '' for the program itself. */
  path: string;
  /** Names and descriptions of the commands below it. */
  commands: readonly { name: string; description: string }[];
  options: readonly CompletedOption[];
  /** In order. */
  args: readonly CompletedArgument[];
}

/** @returns all commands of a program, itself first, with those that are hidden left out */
export function completedCommands(program: Command, known: KnownValues): CompletedCommand[] {
  return gather(program, '', known);
}

function gather(command: Command, path: string, known: KnownValues): CompletedCommand[] {
  const help = command.createHelp();
  const below = help.visibleCommands(command);
  const own: CompletedCommand = {
    path,
    commands: below.map((child) => ({ name: child.name(), description: help.subcommandDescription(child) })),
    options: help.visibleOptions(command).map((option: Option) => ({
      names: [option.short, option.long].filter((name) => name !== undefined),
      description: option.description,
      values: option.required || option.optional ? known.option(path, option) : undefined,
      // Of <name[=file]> only a part can be left out.
      optional: option.optional && !option.required,
    })),
    args: command.registeredArguments.map((argument: Argument) => ({
      values: known.argument(path, argument),
      variadic: argument.variadic,
    })),
  };
  return [own, ...below.flatMap((child) => gather(child, `${path} ${child.name()}`.trim(), known))];
}
