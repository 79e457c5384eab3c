import type { Command } from 'commander';
import { FIXED_RELEASE } from '../../netchannel/releases.ts';
import { addOptions } from '../options/add-options.ts';
import { usageOf } from '../options/command-usage.ts';
import type { RawOptions } from '../options/given-options.ts';

const EXAMPLES = `Examples:
  netchannel-sim import office.pcapng -o office.yaml       a script to edit
  netchannel-sim run office.yaml --netchannel 1.10.1       gives the same packets back, byte for byte
  netchannel-sim import office.pcapng --guest 10.0.0.1     when it is not the unikernel that sends most
  netchannel-sim import office.pcapng --limit 20           its first 20 packets, to standard output
  tcpdump -c 100 -w - | netchannel-sim import - | netchannel-sim run - -o out.pcap
`;

const NOTES = `
The capture is pcap, pcapng or snoop, also compressed with gzip; "-" reads it from standard input.
What the unikernel sends becomes a step of its own
kind (udp, tcp, ping, arp, dhcp, nat, …) if the stack's writer gives exactly the bytes of the frame, which is tried
out for each, and otherwise a raw frame; what others send is received, likewise. The unikernel is who sends most
frames, unless --guest names another. A script holds some 20,000 packets.

Exit status: 0 done, 1 error (usage, input or output; of a capture that is damaged or cut short, the script has what
is before), 130 stopped by Ctrl-C (143 by SIGTERM, 129 by SIGHUP).
`;

/** Adds the command `import`. What it needs is loaded when it is run. */
export function defineImport(root: Command): void {
  addOptions(root.command('import'))
    .summary('turn a capture into a script to edit')
    .description(
      `Turns a capture into a script that gives back its packets, byte for byte, under ${FIXED_RELEASE}.`,
    )
    .argument('<capture>', 'pcap, pcapng or snoop file; - for standard input')
    .allowExcessArguments(false)
    .configureOutput(usageOf('import'))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(async (capture: string, options: RawOptions) => {
      const { importCommand } = await import('./command.ts');
      process.exitCode = await importCommand(capture, options);
    });
}
