import type { Command } from 'commander';
import { addOptions } from '../options/add-options.ts';
import { usageOf } from '../options/command-usage.ts';
import type { RawOptions } from '../options/given-options.ts';

const EXAMPLES = `Examples:
  netchannel-sim demo                             the packaged sample, packet by packet
  netchannel-sim demo talk                        a talk of twenty minutes, from a clean day to the fix
  netchannel-sim demo demo.yaml                   a script of your own
  netchannel-sim demo talk --pace realtime        by itself, as one reads aloud
  netchannel-sim demo --cast demo.cast            for "asciinema play demo.cast"
  netchannel-sim demo | less                      all of it, without keys
`;

const NOTES = `
Keys: Enter, space or right goes on, b or left goes back, n and p go to the next and the previous leak or
hostile act that something came of, r runs the same script under the next release and stays at the same packet, g and G
go to the beginning and the end, q ends it.

At the foot is the pool: a cell for each block, with the letter of whom its bytes were meant for. Where there is no
terminal, all is written in its order. Exit status: 0 done, 1 error (usage, script, input or output), 130 stopped by
Ctrl-C (143 by SIGTERM, 129 by SIGHUP). Colours: NO_COLOR, FORCE_COLOR and --no-color are heeded.
`;

/** Adds `demo`. */
export function defineDemo(root: Command): void {
  addOptions(root.command('demo'))
    .summary('tell a run step by step in the terminal: each packet, its block, and whose bytes it carries')
    .description(
      'Tells a run step by step: what is said, what crosses, and what was in the memory it went through.',
    )
    .argument('[script]', 'workload script, YAML or JSON, or the name of a packaged sample')
    .allowExcessArguments(false)
    .configureOutput(usageOf('demo'))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(async (script: string | undefined, options: RawOptions) => {
      const { demoCommand } = await import('./command.ts');
      process.exitCode = await demoCommand(script, options);
    });
}
