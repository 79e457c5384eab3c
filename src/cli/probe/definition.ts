import type { Command } from 'commander';
import { addOptions } from '../options/add-options.ts';
import { usageOf } from '../options/command-usage.ts';
import type { RawOptions } from '../options/given-options.ts';

const EXAMPLES = `Examples:
  netchannel-sim probe -- ./my-writer --udp            does it count on zeroed memory?
  netchannel-sim probe -v -- python3 writer.py         every byte with its field
  netchannel-sim probe --frames 20 --stream -- ./nic   a program that lives as long as there are buffers
  netchannel-sim probe --link-type raw -- ./my-tun     IP packets without an Ethernet header
  netchannel-sim probe --device 1.10.0 -- ./my-writer  what of old memory would cross the channel of a release
  netchannel-sim probe -q --fail-on leak -- ./my-writer
                                                       for CI: exit status 2 if anything passes through
`;

const NOTES = `
The program is any that writes packets. It is started without a shell, with the arguments behind its name, and reads a
buffer of --size bytes from standard input, which is not clean. It writes a packet into it, and the frame, as many bytes as
it has, to standard output, from the Ethernet header on; then it ends with status 0. That happens ten times, with
five fillings: zeros, 0xa5, 0x5a, and two that differ at each place. With --frames it is started for each frame, and
the variable NETCHANNEL_SIM_FRAME says which it is, from 1 on. With --stream it is started once for all frames.
What is evidently an IP packet alone is read as one; --link-type says what it is. With --device it is started as often
again: it is handed the memory that the device hands out after an earlier packet, and what the device sends is judged.
What it writes to standard error is shown. It and all that it starts are ended when there is a frame or the time is up,
unless they leave its process group.

Exit status: 0 done, 1 error (usage, input or output; no frame on clean memory), 2 findings that --fail-on names,
130 stopped by Ctrl-C (143 by SIGTERM, 129 by SIGHUP). Colours: NO_COLOR, FORCE_COLOR and --no-color are heeded.
`;

/** Who leaves out what stands before the program most likely means its options. */
function withHint(text: string): string {
  return text.replace(
    /^(error: unknown option '.*?')$/m,
    '$1; options of the program come after it, and -- before it',
  );
}

/** Adds the command `probe`. What it needs is loaded when it is run. */
export function defineProbe(root: Command): void {
  addOptions(root.command('probe'))
    .summary('probe a packet writer in any language: does it count on zeroed memory?')
    .description(
      'Probes a packet writer in any language: hands it buffers that are not clean, and tells which bytes of its frames it wrote.',
    )
    .usage('[options] -- <program> [arguments...]')
    .argument('<program...>', 'what to start, and its arguments')
    .configureOutput({ outputError: (text, write) => usageOf('probe').outputError?.(withHint(text), write) })
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(async (words: readonly string[], options: RawOptions) => {
      const { probeCommand } = await import('./command.ts');
      process.exitCode = await probeCommand(words, options);
    });
}
