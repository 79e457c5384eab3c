import type { Command } from 'commander';
import { addOptions } from '../options/add-options.ts';
import { usageOf } from '../options/command-usage.ts';
import type { RawOptions } from '../options/given-options.ts';

const EXAMPLES = `Examples:
  netchannel-sim merge demo-*.pcap -o demo.pcap                 captures, by the times of their packets
  netchannel-sim merge demo-*.json --json demo.json             reports of shards, into that of the whole run
  netchannel-sim merge demo-*.pcapng demo-*.json -o demo.pcapng both, and the text report
  seq 8 | parallel netchannel-sim run demo.yaml --shard {}/8 -q --json demo-{}.json
                                                                what makes eight shards to merge
`;

const NOTES = `
Captures are pcap, pcapng or snoop, of any origin, also compressed with gzip; reports are JSON reports of all shards of
one run, or of several. Packets of one time come in the order in which the captures are named, packets without a time
behind the one before them. Of pcap captures of one link type the merged one is pcap, of all others pcapng, as of all if
it is named *.pcapng: no packet is cut, and no interface, time or comment lost. Captures are merged in flat memory,
however long they are; the file is there once it is whole, and the older one until then. Merged captures of shards are, byte for byte, the capture of the whole run; merged
reports have its totals, groups and first findings. What the script expects of the whole run is left unchecked.
Captures that are merged with reports have to be those that the reports tell of, each once.

Exit status: 0 done, 1 error (usage, input or output; inputs that do not go together: shards that are missing, there
twice or cut short, releases or seeds that differ), 130 stopped by Ctrl-C (143 by SIGTERM, 129 by SIGHUP). Colours: NO_COLOR, FORCE_COLOR
and --no-color are heeded.
`;

/** Adds the command `merge`. What it needs is loaded when it is run. */
export function defineMerge(root: Command): void {
  addOptions(root.command('merge'))
    .summary('merge what the shards of a run have written: captures by time, reports into one')
    .description('Merges captures into one, in the order of time, and the JSON reports of shards into one.')
    .argument('<files...>', 'captures (pcap, pcapng or snoop), and JSON reports of run --shard')
    .configureOutput(usageOf('merge'))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(async (files: readonly string[], options: RawOptions) => {
      const { mergeCommand } = await import('./command.ts');
      process.exitCode = await mergeCommand(files, options);
    });
}
