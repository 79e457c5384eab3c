import { Command } from 'commander';
import { defineAdvisory } from './advisory/definition.ts';
import { defineCompare } from './compare/definition.ts';
import { defineCompletion } from './completion/definition.ts';
import { defineExtcap } from './extcap/definition.ts';
import { packageVersion } from './files/package-info.ts';
import { defineHelp } from './help/definition.ts';
import { defineImport } from './import/definition.ts';
import { defineInspect } from './inspect/definition.ts';
import { defineMerge } from './merge/definition.ts';
import { collect } from './options/collect.ts';
import { usageMessage } from './options/usage-message.ts';
import { defineReplay } from './replay/definition.ts';
import type { RawRunOptions } from './run/options.ts';
import { defineSamples } from './samples/definition.ts';
import { defineSchema } from './schema/definition.ts';
import { terminalText } from './terminal/terminal-text.ts';
import { writeTextNow } from './terminal/write-text.ts';
import { defineWireshark } from './wireshark/definition.ts';

const EXAMPLES = `Examples:
  netchannel-sim run                                  the packaged sample: OSEC-2019-01 as a story in packets
  netchannel-sim run --netchannel 1.10.1              the same packets under the release with the fix
  netchannel-sim run demo.yaml -o demo.pcap           a script of your own
  netchannel-sim run demo.yaml -o demo.pcapng         with every finding as a comment of its packet, for Wireshark
  netchannel-sim run --open                           what leaks where, in Wireshark
  netchannel-sim run demo.yaml --matrix               under every release, into a capture each
  netchannel-sim run demo.yaml --json report.json     findings as JSON beside the text
  netchannel-sim run demo.yaml -q --fail-on leak      for CI: exit status 2 if a byte leaks
  netchannel-sim run 'tests/*.yaml' --no-capture --reporter junit=report.xml
                                                      many scripts, and a report for the CI system
  netchannel-sim run demo.yaml -o - | tshark -r -     frames straight into another program
  netchannel-sim run demo.yaml -o - --pace realtime --loop | wireshark -k -i -
                                                      live, until Wireshark stops the capture
`;

const RUN_NOTES = `
Scripts are YAML or JSON; "-" reads one from standard input. Without a script, samples/osec-2019-01.yaml is run.
All are checked before the first is run. With several, or under several releases, a run that fails does not keep the
others from being made, and the exit status is that of the run that went worst.

Reporters: text (for people), json, junit (XML for CI systems), tap (version 14). One can go to standard output, the
others need a file. The text report goes to standard output if no other does. JUnit and TAP reports fail exactly when
the exit status is not 0.

Exit status: 0 done, 1 error (usage, script, input or output), 2 findings that --fail-on names, or an expectation of
the script is not met, 130 stopped by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP (the capture then ends with the last whole
packet). Colours: NO_COLOR, FORCE_COLOR and --no-color are heeded.
`;

/** The command line: commands, options and their help. What a command needs is loaded when it is run. */
export function program(): Command {
  const root = new Command('netchannel-sim')
    .description(
      'Emulates the netchannel device of Xen and MirageOS and reports stale memory that crosses it',
    )
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('before', `${EXAMPLES}`)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => writeTextNow(process.stdout, text),
      writeErr: (text) => process.stderr.write(terminalText(text)),
      outputError: (text, write) => write(`${usageMessage(text)}\n`),
    });
  root
    .command('run')
    .summary('run scripts: write captures, report what leaked and which checksums are wrong')
    .description(
      'Runs scripts: writes a capture of each, and reports every leaked byte and every wrong checksum.',
    )
    .argument(
      '[scripts...]',
      "workload scripts, YAML or JSON; patterns too: 'tests/*.yaml'; or names of packaged samples",
    )
    .option(
      '-o, --output <file>',
      'capture: pcap, or, named *.pcapng, pcapng with the findings as comments; - for standard output; folder/ to put it there; {script}, {release} and {shard} in its name tell several runs apart (default: {script}.pcap, of several releases {script}-{release}.pcap, of shards with -{shard})',
    )
    .option('--format <format>', "pcap or pcapng, whatever the capture's name")
    .option(
      '--vantage <point>',
      'from where the capture sees the frames: netfront, netback, both (pcapng only) or receiver (default: where they arrive)',
    )
    .option('--no-capture', 'no capture')
    .option(
      '--open',
      'show the capture in Wireshark, or, without it or a display, in tshark; pcapng if not named',
    )
    .option(
      '--pace <pace>',
      'with -o -: asap, realtime, or a factor such as x10: frames go out when their virtual time comes (default: asap)',
    )
    .option('--loop', 'with -o -: again and again, until Ctrl-C, or the reader goes away')
    .option(
      '--netchannel <releases>',
      "1.9.0, 1.10.0 or 1.10.1, instead of the script's; several, separated by commas, are run one after the other",
    )
    .option('--matrix', 'run under every release, one after the other')
    .option('--seed <n>', "seed of all filler, 0 to 4294967295 or 0x…, instead of the script's")
    .option(
      '--shard <i/n>',
      'only the i-th of n parts of each run, so that n processes make it together; "merge" joins what they write',
    )
    .option(
      '--warm-up <n>',
      'with --shard: how many repetitions are made before the part to find the memory as it would be; or "all", which is exact for every script (default: auto)',
    )
    .option('-D, --define <name=value>', "value of a variable of the script's (repeatable)", collect)
    .option('--files-under <dir>', 'folder whose files the script may name, too (repeatable)', collect)
    .option(
      '--json [file]',
      'report as JSON to the file, beside the text; without a file, to standard output instead',
    )
    .option(
      '--reporter <name[=file]>',
      'text, json, junit or tap, to the file or to standard output (repeatable)',
      collect,
    )
    .option(
      '--fail-on <finding>',
      'leak or checksum: exit with status 2 if there is one (repeatable)',
      collect,
    )
    .option('-v, --verbose', 'tell all that was found in groups, not a screenful of it')
    .option(
      '--list <n>',
      'the same, with so many findings of a kind one by one; "all": 1,000, and 50,000 in JSON (default: 20)',
    )
    .option('-q, --quiet', 'no text report')
    .option('--no-color', 'no colours')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', RUN_NOTES)
    .action(async (scripts: readonly string[], options: RawRunOptions) => {
      const { runCommand } = await import('./run/command.ts');
      process.exitCode = await runCommand(scripts, options);
    });
  defineCompare(root);
  defineMerge(root);
  defineSamples(root);
  defineSchema(root);
  defineAdvisory(root);
  defineCompletion(root);
  defineInspect(root);
  defineWireshark(root);
  defineExtcap(root);
  defineReplay(root);
  defineImport(root);
  defineHelp(root);
  return root;
}
