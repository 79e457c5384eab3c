import { GivenOptions } from '../../../src/cli/options/given-options.ts';
import type { CommandPath } from '../../../src/cli/options/option-row.ts';
import { program } from '../../../src/cli/program.ts';

/** @returns what a command line gives, read as the program reads it, but not done */
export function parsedBy(path: CommandPath, words: readonly string[]): GivenOptions {
  let command = program();
  for (const name of path.split(' ')) {
    const below = command.commands.find((child) => child.name() === name);
    if (below === undefined) throw new Error(`There is no command ${path}`);
    command = below;
  }
  const { unknown } = command.parseOptions([...words]);
  if (unknown.length > 0) throw new Error(`Unknown: ${unknown.join(' ')}`);
  return GivenOptions.of(path, command.opts());
}
