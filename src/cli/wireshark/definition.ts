import type { Command } from 'commander';
import { addOptions } from '../options/add-options.ts';
import { usageOf } from '../options/command-usage.ts';
import type { WiresharkOptions } from './command.ts';

const EXAMPLES = `Examples:
  netchannel-sim wireshark install --dry-run          what would be written, and where
  netchannel-sim wireshark install                    then: wireshark -C netchannel-sim -k -i netchannel0
  netchannel-sim wireshark uninstall                  away with it
`;

const NOTES = `
Installed are the capture interface "netchannel-sim: Xen netfront/netback" (an extcap program that starts this very
netchannel-sim), the profile "netchannel-sim" (columns, colours, filters, checksum validation) and a Lua plugin, all
for this user only. The folders are those that "tshark -G folders" names, or else Wireshark's usual ones;
WIRESHARK_CONFIG_DIR, XDG_CONFIG_HOME and WIRESHARK_EXTCAP_DIR are heeded.

After an upgrade of netchannel-sim or Node.js, install again. A file that you have changed is neither overwritten nor
removed, unless with --force.
`;

/** Adds `wireshark` and what is below it. */
export function defineWireshark(root: Command): void {
  const wireshark = root
    .command('wireshark')
    .summary('make Wireshark show captures with a profile, and capture from a run itself')
    .description('Installs a capture interface, a profile and a Lua plugin in Wireshark, or removes them.')
    .configureOutput(usageOf('wireshark'))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES);
  addOptions(wireshark.command('install'))
    .summary('install them, or bring them up to date')
    .description('Installs the capture interface, the profile and the Lua plugin for this user.')
    .allowExcessArguments(false)
    .configureOutput(usageOf('wireshark install'))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(async (options: WiresharkOptions) => {
      const { wiresharkInstall } = await import('./command.ts');
      await wiresharkInstall(options);
    });
  addOptions(wireshark.command('uninstall'))
    .summary('remove what was installed')
    .description('Removes what "wireshark install" has made, and nothing else.')
    .allowExcessArguments(false)
    .configureOutput(usageOf('wireshark uninstall'))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(async (options: WiresharkOptions) => {
      const { wiresharkUninstall } = await import('./command.ts');
      await wiresharkUninstall(options);
    });
}
