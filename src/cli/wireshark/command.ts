import { packageFile } from '../package-file.ts';
import { writeText } from '../terminal/write-text.ts';
import { type Change, describeChange } from './change.ts';
import { foldersHere } from './folders-here.ts';
import { type InstallOptions, install } from './install.ts';
import { plannedFiles } from './planned-files.ts';
import { uninstall } from './uninstall.ts';
import { isInNpxCache } from './wrapper.ts';

/** The options of `wireshark install` and `wireshark uninstall`. */
export interface WiresharkOptions {
  dryRun?: boolean;
  force?: boolean;
}

/**
 * Makes Wireshark know the interface, the profile and the Lua plugin.
 * @throws CliError if a file cannot be written
 */
export async function wiresharkInstall(options: WiresharkOptions): Promise<void> {
  const folders = await foldersHere();
  const launcher = packageFile('bin/netchannel-sim.js');
  const target = { platform: process.platform, node: process.execPath, launcher };
  const settings = settingsOf(options);
  const changes = install(plannedFiles(folders, target), folders.configuration, settings);
  await tell(changes, settings);
  await writeText(process.stderr, isInNpxCache(launcher) ? NPX_WARNING : '');
  if (!settings.dryRun) await writeText(process.stdout, NEXT);
}

/**
 * Removes what `wiresharkInstall` has made.
 * @throws CliError if a file cannot be removed
 */
export async function wiresharkUninstall(options: WiresharkOptions): Promise<void> {
  const { configuration } = await foldersHere();
  const settings = settingsOf(options);
  const changes = uninstall(configuration, settings);
  await tell(changes, settings);
  if (changes.length > 0) return;
  await writeText(
    process.stdout,
    `Nothing to remove: ${JSON.stringify(configuration)} has no record of an installation\n`,
  );
}

const NPX_WARNING = `netchannel-sim: Warning: this runs from the cache of npx; once that is cleaned, Wireshark does not find it any more. To
have it for good: npm install --global netchannel-sim && netchannel-sim wireshark install
`;

const NEXT = `
Next, start Wireshark and choose the interface "netchannel-sim: Xen netfront/netback", or
  wireshark -C netchannel-sim -k -i netchannel0
  tshark -i netchannel0
`;

function settingsOf({ dryRun = false, force = false }: WiresharkOptions): InstallOptions {
  return { dryRun, force };
}

async function tell(changes: readonly Change[], { dryRun }: InstallOptions): Promise<void> {
  const lines = changes.map((change) => `${describeChange(change, dryRun)}\n`);
  await writeText(process.stdout, lines.join(''));
}
