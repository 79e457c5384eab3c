import type { Command } from 'commander';
import { FIXED_RELEASE } from '../../netchannel/releases.ts';
import { usageOf } from '../options/command-usage.ts';
import { EXTCAP_OPTIONS } from './table.ts';

const EXAMPLES = `Examples:
  netchannel-sim extcap --extcap-interfaces           what Wireshark asks first
  netchannel-sim extcap --extcap-config --extcap-interface netchannel0
  mkfifo live && (tshark -i - < live &) &&
    netchannel-sim extcap --capture --extcap-interface netchannel0 --fifo live --pace realtime --loop
`;

/** What stands before it in a line of the help. */
const WIDTH = 27;

const OPTIONS = EXTCAP_OPTIONS.map(({ extcap: { flags, says } }) => `  ${flags.padEnd(WIDTH)}${says}`).join(
  '\n',
);

const NOTES = `
Nobody needs to type this: "netchannel-sim wireshark install" makes Wireshark and tshark call it, as
  tshark -i netchannel0 -o extcap.netchannel0.netchannel:${FIXED_RELEASE}

Options of a capture:
${OPTIONS}

Exit status: 0 done, or stopped by SIGTERM, SIGHUP, Ctrl-C or a reader that goes away; 1 error.
`;

/** Adds `extcap` to the help. What it does is called before the command line is parsed, as Wireshark will not wait. */
export function defineExtcap(root: Command): void {
  const extcap = root
    .command('extcap')
    .summary('what Wireshark calls to list the interface and to capture')
    .description('Answers Wireshark and captures for it, as an extcap program.')
    .usage('<what Wireshark asks>')
    .configureOutput(usageOf('extcap'))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(() => extcap.outputHelp());
}
