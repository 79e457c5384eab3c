import type { Command } from 'commander';
import { REPORTERS } from '../../report/reporters/registry.ts';
import { addOptions } from '../options/add-options.ts';
import { GivenOptions, type RawOptions } from '../options/given-options.ts';
import { STEP } from '../options/step.ts';
import { DEFAULT_SAMPLE } from '../scripts/packaged-samples.ts';

/** Also those of the program itself. */
export const EXAMPLES = `Examples:
  netchannel-sim run                                  the packaged sample: OSEC-2019-01 as a story in packets
  netchannel-sim run --netchannel 1.10.1              the same packets under the release with the fix
  netchannel-sim run demo.yaml -o demo.pcap           a script of your own
  netchannel-sim run demo.yaml -o demo.pcapng         with every finding as a comment of its packet, for Wireshark
  netchannel-sim run --open                           what leaks where, in Wireshark
  netchannel-sim run demo.yaml --step                 packet by packet, at the terminal
  netchannel-sim run demo.yaml --html demo.html       a page to look at it byte by byte, in a browser
  netchannel-sim run demo.yaml --matrix               under three releases, into a capture each
  netchannel-sim run demo.yaml --json report.json     findings as JSON beside the text
  netchannel-sim run demo.yaml -q --fail-on leak      for CI: exit status 2 if a byte leaks
  netchannel-sim run 'tests/*.yaml' --no-capture --reporter junit=report.xml
                                                      many scripts, and a report for the CI system
  netchannel-sim run demo.yaml -o - | tshark -r -     frames straight into another program
  netchannel-sim run demo.yaml -o - --pace realtime --loop | wireshark -k -i -
                                                      live, until Wireshark stops the capture
`;

const NOTES = `
Scripts are YAML or JSON; "-" reads one from standard input. Without a script, samples/${DEFAULT_SAMPLE}.yaml is run.
All are checked before the first is run. With several, or under several releases, a run that fails does not keep the
others from being made, and the exit status is that of the run that went worst.

Reporters:
${REPORTERS.map(({ name, says }) => `  ${name.padEnd(9)} ${says}`).join('\n')}
One can go to standard output, the others need a file. The text report goes to standard output if no other does. JUnit
and TAP reports fail exactly when the exit status is not 0.

Exit status: 0 done, 1 error (usage, script, input or output), 2 findings that --fail-on names, or an expectation of
the script is not met, 130 stopped by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP (the capture then ends with the last whole
packet). Colours: NO_COLOR, FORCE_COLOR and --no-color are heeded.
`;

/** Adds `run`. */
export function defineRun(root: Command): void {
  addOptions(root.command('run'))
    .summary('run scripts: write captures, report what leaked and which checksums are wrong')
    .description(
      'Runs scripts: writes a capture of each, and reports every leaked byte and every wrong checksum.',
    )
    .argument(
      '[scripts...]',
      "workload scripts, YAML or JSON; patterns too: 'tests/*.yaml'; or names of packaged samples",
    )
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(async (scripts: readonly string[], options: RawOptions) => {
      if (GivenOptions.of('run', options).has(STEP)) {
        const { stepThrough } = await import('./step-through.ts');
        process.exitCode = await stepThrough(scripts, options);
        return;
      }
      const { runCommand } = await import('./command.ts');
      process.exitCode = await runCommand(scripts, options);
    });
}
