import path from 'node:path';
import type { Machine } from './machine.ts';

/** Personal folders of Wireshark. */
export interface WiresharkFolders {
  /** Holds `profiles`. */
  configuration: string;
  /** Lua plugins. */
  plugins: string;
  /** Of extcap programs. Versions look in different places; none looks in two of these. */
  extcap: readonly string[];
}

/**
 * @returns the folders that Wireshark uses by itself, on this platform and with these environment variables
 * @see epan/../wsutil/filesystem.c in Wireshark: get_persconffile_dir, get_plugins_pers_dir, get_extcap_pers_dir
 */
export function defaultFolders(machine: Machine): WiresharkFolders {
  const { platform, environment, home } = machine;
  const { join } = pathOf(platform);
  const configuration = configurationFolder(machine);
  const isWindows = platform === 'win32';
  const lib = isWindows ? configuration : join(home, '.local', 'lib', 'wireshark');
  const own = environment['WIRESHARK_EXTCAP_DIR'] ?? '';
  // From 4.2 on, and before.
  const extcap = own === '' ? [join(lib, 'extcap'), join(configuration, 'extcap')] : [own];
  return { configuration, plugins: join(lib, 'plugins'), extcap: [...new Set(extcap)] };
}

/**
 * @param listing - what `tshark -G folders` prints
 * @returns `folders`, with what the listing says instead of what was assumed
 */
export function withListedFolders(
  folders: WiresharkFolders,
  listing: string,
  { environment }: Pick<Machine, 'environment'>,
): WiresharkFolders {
  const listed = new Map<string, string>();
  for (const line of listing.split(/\r?\n/)) {
    const [, title, folder] = /^(.+?):\s+(\S.*?)\s*$/.exec(line) ?? [];
    if (title !== undefined && folder !== undefined) listed.set(title.toLowerCase(), folder);
  }
  const [newest = '', ...older] = folders.extcap;
  const hasOwn = (environment['WIRESHARK_EXTCAP_DIR'] ?? '') !== '';
  const extcap = hasOwn ? [newest] : [listed.get('personal extcap path') ?? newest, ...older];
  return {
    configuration: listed.get('personal configuration') ?? folders.configuration,
    plugins: listed.get('personal lua plugins') ?? folders.plugins,
    extcap: [...new Set(extcap)],
  };
}

/** @returns how paths are put together on a platform */
export function pathOf(platform: NodeJS.Platform): path.PlatformPath {
  return platform === 'win32' ? path.win32 : path.posix;
}

function configurationFolder({ platform, environment, home, isFolder }: Machine): string {
  const { join } = pathOf(platform);
  const own = environment['WIRESHARK_CONFIG_DIR'] || environment['WIRESHARK_APPDATA'] || '';
  if (own !== '') return own;
  if (platform === 'win32') {
    return join(environment['APPDATA'] || join(home, 'AppData', 'Roaming'), 'Wireshark');
  }
  const xdg = environment['XDG_CONFIG_HOME'] ?? '';
  // As the base directory specification says, a relative one does not count.
  const folder = join(xdg.startsWith('/') ? xdg : join(home, '.config'), 'wireshark');
  const old = join(home, '.wireshark');
  return !isFolder(folder) && isFolder(old) ? old : folder;
}
