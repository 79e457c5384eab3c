import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { closestHint } from '../options/closest-hint.ts';

/** Adds `help`: the same as --help, of the program or of the command whose name follows. */
export function defineHelp(root: Command): void {
  root
    .command('help')
    .summary('print the help of a command')
    .description('Prints the help of a command, or of the program.')
    .argument('[command...]', 'such as run, or samples copy')
    .action((names: readonly string[]) => {
      let command = root;
      for (const name of names) {
        const below = command.commands.map((child) => child.name());
        const next = command.commands.find((child) => child.name() === name);
        if (next === undefined) throw unknown(names, name, below);
        command = next;
      }
      command.outputHelp();
    });
}

function unknown(names: readonly string[], name: string, below: readonly string[]): CliError {
  const hint = closestHint(name, below) || '; "netchannel-sim --help" lists what there is';
  return new CliError(`Cannot help with ${JSON.stringify(names.join(' '))}: there is no such command${hint}`);
}
