import type { Command } from 'commander';
import { usageOf } from '../options/command-usage.ts';
import type { RawReplayOptions } from './options.ts';

const EXAMPLES = `Examples:
  netchannel-sim replay office.pcapng                         what 1.10.0 would have done to this traffic
  netchannel-sim replay office.pcapng --netchannel 1.10.1     the same packets with the fix
  netchannel-sim replay office.pcapng --matrix                under every release, into a capture each
  netchannel-sim replay office.pcapng -q --fail-on leak       for CI: exit status 2 if a byte leaks
  tcpdump -c 1000 -w - | netchannel-sim replay - -o out.pcap  what another program captures
`;

const NOTES = `
The capture is pcap, pcapng or snoop, also compressed with gzip; "-" reads it from standard input. Its
packets go out in the order of the capture, as a
NAT firewall sends them that forwards them, with addresses unchanged: whole IPv4 packets of UDP, TCP and ICMP are
written again header by header; all else (ARP, IPv6, fragments, VLAN tags, cut packets) as frames whose writer writes
every byte. IP packets without an Ethernet header get one. Findings name the number of the packet in Wireshark.
The first packet's time is when the run begins; time that goes backwards counts as none.

Exit status: 0 done, 1 error (usage, input or output; a capture that is damaged or cut short is replayed up to there),
2 findings that --fail-on names, 130 stopped by Ctrl-C (143 by SIGTERM, 129 by SIGHUP). Colours: NO_COLOR, FORCE_COLOR and --no-color are heeded.
`;

/** Adds the command `replay`. What it needs is loaded when it is run. */
export function defineReplay(root: Command): void {
  root
    .command('replay')
    .summary('send the packets of a capture through the device, and report as run does')
    .description('Sends the packets of a capture through the emulated device, and reports as run does.')
    .argument('<capture>', 'pcap, pcapng or snoop file; - for standard input')
    .option(
      '-o, --output <file>',
      'pcap file, or, named *.pcapng, pcapng with the findings as comments; - for standard output (default: <capture name>-replay.pcap); of several releases, with {release} in its name (default: <capture name>-replay-{release}.pcap)',
    )
    .option('--format <format>', "pcap or pcapng, whatever the capture's name")
    .option(
      '--vantage <point>',
      'from where it sees the frames: netfront, netback, both (pcapng only) or receiver (default: where they arrive)',
    )
    .option(
      '--netchannel <releases>',
      '1.9.0, 1.10.0 (the default) or 1.10.1; several, separated by commas, are run side by side',
    )
    .option('--matrix', 'run under every release, side by side')
    .option('--asap', 'packets right after one another, instead of when they were captured')
    .option('--poll-every <n>', 'netback runs after every n packets (default: 1)')
    .option('--mtu <n>', 'leave out packets of more bytes, 68 to 65521 (default: all are sent)')
    .option(
      '--json [file]',
      'report as JSON to the file, beside the text; without a file, to standard output instead',
    )
    .option(
      '--fail-on <finding>',
      'leak or checksum: exit with status 2 if there is one (repeatable)',
      (value: string, before: string[] = []) => [...before, value],
    )
    .option('-v, --verbose', 'tell all that was found in groups, not a screenful of it')
    .option(
      '--list <n>',
      'the same, with so many findings of a kind one by one; "all": 1,000, and 50,000 in JSON (default: 20)',
    )
    .option('-q, --quiet', 'no text report')
    .option('--no-color', 'no colours')
    .allowExcessArguments(false)
    .configureOutput(usageOf('replay'))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(async (capture: string, options: RawReplayOptions) => {
      const { replayCommand } = await import('./command.ts');
      process.exitCode = await replayCommand(capture, options);
    });
}
