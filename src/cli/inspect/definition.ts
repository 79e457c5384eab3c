import type { Command } from 'commander';
import { addOptions } from '../options/add-options.ts';
import { usageOf } from '../options/command-usage.ts';
import type { RawOptions } from '../options/given-options.ts';

const EXAMPLES = `Examples:
  netchannel-sim inspect office.pcapng                      old memory, wrong checksums, padding, totals
  netchannel-sim inspect office.pcapng --body               look for bytes of earlier frames in bodies, too
  netchannel-sim inspect office.pcapng --list all           every finding one by one
  netchannel-sim inspect office.pcapng --json report.json   findings as JSON beside the text
  netchannel-sim inspect office.pcap -o told.pcapng         the capture, with the findings as comments, for Wireshark
  netchannel-sim inspect office.pcapng -q --fail-on stale   for CI: exit status 2 if there is old memory
  netchannel-sim inspect lab.pcap --secret 4711 --allow 10.0.0.10
                                                            who was sent what is for 10.0.0.10 alone
  tcpdump -c 1000 -w - | netchannel-sim inspect -           what another program captures
`;

const NOTES = `
The capture is pcap, pcapng or snoop, also compressed with gzip, in any byte order and resolution; "-"
reads it from standard input. Looked into are Ethernet frames, VLAN tags or not, and packets of raw IP, BSD loopback and
Linux cooked captures; others are counted: also Wi-Fi in monitor mode (IEEE 802.11, radiotap, PPI).
Old memory is looked for in all of these: behind what a packet declares, in fields that have to be zero, where nothing
declares the length, and with --body everywhere. It is compared with the packets before of the same sender and link, as
many as fit into 2 MiB, or 16 MiB with --body.
A checksum that its sender left to the network card is no wrong one: an IPv4 checksum of 0x0000, a sum over the pseudo
header alone, or what the capture says was not ready. Frame check sequences are verified where the capture says that
there are some; frames are numbered as in Wireshark.

Exit status: 0 done, 1 error (usage, input or output; a capture that is damaged or cut short is reported up to there),
2 findings that --fail-on names, 130 stopped by Ctrl-C (143 by SIGTERM, 129 by SIGHUP). Colours: NO_COLOR, FORCE_COLOR and --no-color are heeded.
`;

/** Adds the command `inspect`. What it needs is loaded when it is run. */
export function defineInspect(root: Command): void {
  addOptions(root.command('inspect'))
    .summary('inspect a capture: report old memory, and whose it was, and wrong checksums')
    .description(
      'Inspects a capture: finds bytes of earlier frames and other old memory, verifies every checksum, and counts protocols.',
    )
    .argument('<capture>', 'pcap, pcapng or snoop file; - for standard input')
    .configureOutput(usageOf('inspect'))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(async (capture: string, options: RawOptions) => {
      const { inspectCommand } = await import('./command.ts');
      process.exitCode = await inspectCommand(capture, options);
    });
}
