import { expect, test } from 'vitest';
import { defaultFolders, withListedFolders } from '../../../src/cli/wireshark/folders.ts';
import type { Machine } from '../../../src/cli/wireshark/machine.ts';

function machine(
  platform: NodeJS.Platform,
  environment: Record<string, string> = {},
  ...folders: string[]
): Machine {
  const home = platform === 'win32' ? 'C:\\Users\\ann' : platform === 'darwin' ? '/Users/ann' : '/home/ann';
  return { platform, environment, home, isFolder: (path) => folders.includes(path) };
}

test('on Linux', () => {
  expect(defaultFolders(machine('linux'))).toEqual({
    configuration: '/home/ann/.config/wireshark',
    plugins: '/home/ann/.local/lib/wireshark/plugins',
    extcap: ['/home/ann/.local/lib/wireshark/extcap', '/home/ann/.config/wireshark/extcap'],
  });
});

test('on macOS', () => {
  expect(defaultFolders(machine('darwin'))).toEqual({
    configuration: '/Users/ann/.config/wireshark',
    plugins: '/Users/ann/.local/lib/wireshark/plugins',
    extcap: ['/Users/ann/.local/lib/wireshark/extcap', '/Users/ann/.config/wireshark/extcap'],
  });
});

test('on Windows', () => {
  const expected = {
    configuration: 'D:\\Roaming\\Wireshark',
    plugins: 'D:\\Roaming\\Wireshark\\plugins',
    extcap: ['D:\\Roaming\\Wireshark\\extcap'],
  };
  expect(defaultFolders(machine('win32', { APPDATA: 'D:\\Roaming' }))).toEqual(expected);
  expect(defaultFolders(machine('win32')).configuration).toBe('C:\\Users\\ann\\AppData\\Roaming\\Wireshark');
});

test('environment variables are heeded', () => {
  const configurationWith = (environment: Record<string, string>, ...folders: string[]): string =>
    defaultFolders(machine('linux', environment, ...folders)).configuration;
  expect(configurationWith({ XDG_CONFIG_HOME: '/xdg' })).toBe('/xdg/wireshark');
  expect(configurationWith({ XDG_CONFIG_HOME: 'relative' })).toBe('/home/ann/.config/wireshark');
  expect(configurationWith({ XDG_CONFIG_HOME: '/xdg', WIRESHARK_CONFIG_DIR: '/own' })).toBe('/own');
  expect(configurationWith({}, '/home/ann/.wireshark')).toBe('/home/ann/.wireshark');
  expect(configurationWith({}, '/home/ann/.wireshark', '/home/ann/.config/wireshark')).toBe(
    '/home/ann/.config/wireshark',
  );
  expect(defaultFolders(machine('linux', { WIRESHARK_EXTCAP_DIR: '/extcap' })).extcap).toEqual(['/extcap']);
});

const LISTING_4_0 = `Temp:                	/tmp
Personal configuration:	/home/ann/.wireshark
Global configuration:	/usr/share/wireshark
Personal Plugins:    	/home/ann/.local/lib/wireshark/plugins/4.0
Personal Lua Plugins:	/home/ann/my plugins
Extcap path:         	/usr/lib/x86_64-linux-gnu/wireshark/extcap
`;

test('tshark knows better', () => {
  const here = machine('linux');
  const folders = defaultFolders(here);
  expect(withListedFolders(folders, LISTING_4_0, here)).toEqual({
    configuration: '/home/ann/.wireshark',
    plugins: '/home/ann/my plugins',
    extcap: folders.extcap,
  });
  const listing = `${LISTING_4_0.replaceAll('\n', '\r\n')}Personal Extcap path:\t/opt/extcap\r\n`;
  expect(withListedFolders(folders, listing, here).extcap).toEqual([
    '/opt/extcap',
    '/home/ann/.config/wireshark/extcap',
  ]);
  expect(withListedFolders(folders, 'nothing of the kind', here)).toEqual(folders);
});

test('tshark does not know better than WIRESHARK_EXTCAP_DIR', () => {
  const here = machine('linux', { WIRESHARK_EXTCAP_DIR: '/extcap' });
  const listing = 'Personal Extcap path:\t/opt/extcap\n';
  expect(withListedFolders(defaultFolders(here), listing, here).extcap).toEqual(['/extcap']);
});
