import type { Command } from 'commander';
import { addOptions } from '../options/add-options.ts';
import { usageOf } from '../options/command-usage.ts';

const EXAMPLES = `Examples:
  netchannel-sim schema > netchannel-sim.schema.json  for an editor
  netchannel-sim schema --reference | less            every key of a script, to read
`;

const NOTES = `
An editor with a YAML language server checks and completes a script that begins with
  # yaml-language-server: $schema=netchannel-sim.schema.json
`;

/** Adds `schema`. */
export function defineSchema(root: Command): void {
  addOptions(root.command('schema'))
    .summary('print the JSON Schema of scripts, or a reference page')
    .description('Prints the JSON Schema (draft-07) of scripts, or a reference page made from it.')
    .configureOutput(usageOf('schema'))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(async ({ reference }: { reference?: boolean }) => {
      const { schemaCommand } = await import('./command.ts');
      await schemaCommand(reference ?? false);
    });
}
