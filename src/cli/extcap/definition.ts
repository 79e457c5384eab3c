import type { Command } from 'commander';
import { FIXED_RELEASE, RELEASE_NAMES } from '../../netchannel/releases.ts';
import { usageOf } from '../options/command-usage.ts';

const EXAMPLES = `Examples:
  netchannel-sim extcap --extcap-interfaces           what Wireshark asks first
  netchannel-sim extcap --extcap-config --extcap-interface netchannel0
  mkfifo live && (tshark -i - < live &) &&
    netchannel-sim extcap --capture --extcap-interface netchannel0 --fifo live --pace realtime --loop
`;

const NOTES = `
Nobody needs to type this: "netchannel-sim wireshark install" makes Wireshark and tshark call it, as
  tshark -i netchannel0 -o extcap.netchannel0.netchannel:${FIXED_RELEASE}

Options of a capture:
  --fifo <file>              FIFO to write to; it is opened as soon as somebody reads
  --workload <name>          a packaged sample (default: osec-2019-01)
  --script <file>            a script of your own instead, YAML or JSON
  --files-under <dir>        folder whose files the script may name, too
  --netchannel <release>     ${RELEASE_NAMES.join(', ')}, or script for the script's own (default: script)
  --seed <n>                 seed of all filler, instead of the script's
  --pace <pace>              asap, realtime, or a factor such as x10 or x0.1 (default: realtime)
  --vantage <point>          netfront, netback, both or receiver; arrival for where frames arrive (default: arrival)
  --loop                     again and again, until it is stopped

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
