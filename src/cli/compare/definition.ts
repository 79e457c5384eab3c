import type { Command } from 'commander';
import { collect } from '../options/collect.ts';
import { usageOf } from '../options/command-usage.ts';
import type { RawCompareOptions } from './options.ts';

const EXAMPLES = `Examples:
  netchannel-sim compare                                       the packaged sample under every release
  netchannel-sim compare demo.yaml --netchannel 1.10.0,1.10.1  what the fix changed for a script of your own
  netchannel-sim compare demo.yaml --differences 10            more of the frames that differ
  netchannel-sim compare demo.yaml --json | jq .headline       for other programs
  netchannel-sim compare demo.yaml -o 'demo-{release}.pcap'    a capture of each release as well
`;

const NOTES = `
The script is YAML or JSON; "-" reads it from standard input. Without a script, samples/osec-2019-01.yaml is compared.

Exit status: 0 done, whatever differs; 1 error (usage, script, input or output); 130 stopped by Ctrl-C (143 by SIGTERM, 129 by SIGHUP). Colours:
NO_COLOR, FORCE_COLOR and --no-color are heeded.
`;

/** Adds `compare`. */
export function defineCompare(root: Command): void {
  root
    .command('compare')
    .summary('run a script under several releases, and show where their frames differ')
    .description(
      'Runs a script under several releases side by side: counts, and the first frames that differ.',
    )
    .argument('[script]', 'workload script, YAML or JSON')
    .option('--netchannel <releases>', 'two or more, separated by commas (default: 1.9.0,1.10.0,1.10.1)')
    .option('--seed <n>', "seed of all filler, 0 to 4294967295 or 0x…, instead of the script's")
    .option('-D, --define <name=value>', "value of a variable of the script's (repeatable)", collect)
    .option('--files-under <dir>', 'folder whose files the script may name, too (repeatable)', collect)
    .option('--differences <n>', 'how many of the frames that differ are shown (default: 3)')
    .option(
      '-o, --output <pattern>',
      'captures (pcap, or *.pcapng), one for each release, which {release} in the name stands for',
    )
    .option(
      '--json [file]',
      'report as JSON to the file, beside the text; without a file, to standard output instead',
    )
    .option('-q, --quiet', 'no text report')
    .option('--no-color', 'no colours')
    .allowExcessArguments(false)
    .configureOutput(usageOf('compare'))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(async (script: string | undefined, options: RawCompareOptions) => {
      const { compareCommand } = await import('./command.ts');
      process.exitCode = await compareCommand(script, options);
    });
}
