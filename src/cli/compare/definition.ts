import type { Command } from 'commander';
import { addOptions } from '../options/add-options.ts';
import { usageOf } from '../options/command-usage.ts';
import type { RawOptions } from '../options/given-options.ts';
import { DEFAULT_SAMPLE } from '../scripts/packaged-samples.ts';

const EXAMPLES = `Examples:
  netchannel-sim compare                                       the packaged sample under three releases
  netchannel-sim compare demo.yaml --netchannel 1.10.0,1.10.1  what the fix changed for a script of your own
  netchannel-sim compare demo.yaml --differences 10            more of the frames that differ
  netchannel-sim compare demo.yaml --devices all               which fix is enough, and what it costs
  netchannel-sim compare demo.yaml --json | jq .headline       for other programs
  netchannel-sim compare demo.yaml -o 'demo-{release}.pcap'    a capture of each release as well
`;

const NOTES = `
The script is YAML or JSON; "-" reads it from standard input. Without a script, samples/${DEFAULT_SAMPLE}.yaml is compared.

Exit status: 0 done, whatever differs; 1 error (usage, script, input or output); 130 stopped by Ctrl-C (143 by SIGTERM, 129 by SIGHUP). Colours:
NO_COLOR, FORCE_COLOR and --no-color are heeded.
`;

/** Adds `compare`. */
export function defineCompare(root: Command): void {
  addOptions(root.command('compare'))
    .summary('run a script under several releases, and show where their frames differ')
    .description(
      'Runs a script under several releases side by side: counts, and the first frames that differ.',
    )
    .argument('[script]', 'workload script, YAML or JSON')
    .allowExcessArguments(false)
    .configureOutput(usageOf('compare'))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(async (script: string | undefined, options: RawOptions) => {
      const { compareCommand } = await import('./command.ts');
      process.exitCode = await compareCommand(script, options);
    });
}
