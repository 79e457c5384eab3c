import type { Command } from 'commander';
import { addOptions } from '../options/add-options.ts';
import { usageOf } from '../options/command-usage.ts';

const EXAMPLES = `Examples:
  netchannel-sim schema > netchannel-sim.schema.json  for an editor
  netchannel-sim schema inspection                    of what inspect --json prints
  netchannel-sim schema --reference | less            every key of a script, to read
`;

const NOTES = `
Schemas of JSON reports: run (of run, replay and merge), runs (the same of several runs), comparison, inspection, probe.

An editor with a YAML language server checks and completes a script that begins with
  # yaml-language-server: $schema=netchannel-sim.schema.json
`;

/** Adds `schema`. */
export function defineSchema(root: Command): void {
  addOptions(root.command('schema'))
    .summary('print the JSON Schema of scripts or reports, or a reference page')
    .description(
      'Prints the JSON Schema (draft-07) of scripts or of a JSON report, or a reference page of scripts made from it.',
    )
    .argument('[subject]', 'what it is of', 'script')
    .configureOutput(usageOf('schema'))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(async (subject: string, { reference }: { reference?: boolean }) => {
      const { schemaCommand } = await import('./command.ts');
      await schemaCommand(subject, reference ?? false);
    });
}
