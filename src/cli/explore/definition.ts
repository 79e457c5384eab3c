import type { Command } from 'commander';
import { addOptions } from '../options/add-options.ts';
import { usageOf } from '../options/command-usage.ts';
import type { RawOptions } from '../options/given-options.ts';

const EXAMPLES = `Examples:
  netchannel-sim explore                     the packaged sample in the browser, with all others to choose from
  netchannel-sim explore demo.yaml           a script of your own
  netchannel-sim explore demo.yaml --no-open where the page is, for another browser
`;

const NOTES = `
The page is one file in a temporary folder, with the simulator inside; it needs no network, and works wherever it is
moved to. "netchannel-sim run demo.yaml --html demo.html" writes it elsewhere. Without a script,
samples/osec-2019-01.yaml is shown; "-" reads one from standard input.

Exit status: 0 done, 1 error (usage, script, output, or no browser).
`;

/** Adds `explore`. */
export function defineExplore(root: Command): void {
  addOptions(root.command('explore'))
    .summary('look at a script in the browser, and change it there')
    .description('Opens a page in the browser that runs a script, and shows whose bytes came to whom.')
    .argument('[script]', 'workload script, YAML or JSON')
    .allowExcessArguments(false)
    .configureOutput(usageOf('explore'))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(async (script: string | undefined, options: RawOptions) => {
      const { exploreCommand } = await import('./command.ts');
      process.exitCode = await exploreCommand(script, options);
    });
}
