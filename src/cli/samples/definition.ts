import type { Command } from 'commander';
import { addOptions } from '../options/add-options.ts';
import { usageOf } from '../options/command-usage.ts';

const EXAMPLES = `Examples:
  netchannel-sim samples                              what there is
  netchannel-sim samples show stale-tos               a script, to read or to pipe
  netchannel-sim samples copy stale-tos               stale-tos.yaml here, to change and to run
  netchannel-sim samples copy nat-firewall mine.yaml  under another name
`;

/** Adds `samples` and what is below it. */
export function defineSamples(root: Command): void {
  const samples = root
    .command('samples')
    .summary('list, show or copy the packaged scripts')
    .description('Lists the packaged scripts, each with a line about it.')
    .usage('[options] [command]')
    .configureOutput(usageOf('samples'))
    .addHelpText('before', EXAMPLES)
    .allowExcessArguments()
    .action(async (_options: unknown, command: Command) => {
      const { listSamples } = await import('./command.ts');
      await listSamples(command.args);
    });
  samples
    .command('list')
    .summary('list them, as "samples" alone does')
    .description('Lists the packaged scripts, each with a line about it.')
    .allowExcessArguments(false)
    .action(async () => {
      const { listSamples } = await import('./command.ts');
      await listSamples([]);
    });
  samples
    .command('show')
    .summary('print a script')
    .description('Prints a packaged script.')
    .argument('<name>', 'as "netchannel-sim samples" lists it')
    .allowExcessArguments(false)
    .addHelpText('before', EXAMPLES)
    .action(async (name: string) => {
      const { showSample } = await import('./command.ts');
      await showSample(name);
    });
  addOptions(samples.command('copy'))
    .summary('copy a script, to change it')
    .description('Copies a packaged script into the current folder.')
    .argument('<name>', 'as "netchannel-sim samples" lists it')
    .argument('[file]', 'the copy, or a folder for it (default: <name>.yaml)')
    .allowExcessArguments(false)
    .addHelpText('before', EXAMPLES)
    .action(async (name: string, file: string | undefined, { force }: { force?: boolean }) => {
      const { copySample } = await import('./command.ts');
      await copySample(name, file, force ?? false);
    });
}
