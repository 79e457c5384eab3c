import type { Command } from 'commander';
import { addOptions } from '../options/add-options.ts';
import { usageOf } from '../options/command-usage.ts';
import type { RawOptions } from '../options/given-options.ts';

const EXAMPLES = `Examples:
  netchannel-sim replay office.pcapng                         what 1.10.0 would have done to this traffic
  netchannel-sim replay office.pcapng --netchannel 1.10.1     the same packets with the fix
  netchannel-sim replay office.pcapng --matrix                under three releases, into a capture each
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
  addOptions(root.command('replay'))
    .summary('send the packets of a capture through the device, and report as run does')
    .description('Sends the packets of a capture through the emulated device, and reports as run does.')
    .argument('<capture>', 'pcap, pcapng or snoop file; - for standard input')
    .allowExcessArguments(false)
    .configureOutput(usageOf('replay'))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(async (capture: string, options: RawOptions) => {
      const { replayCommand } = await import('./command.ts');
      process.exitCode = await replayCommand(capture, options);
    });
}
