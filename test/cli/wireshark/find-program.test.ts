import { expect, test } from 'vitest';
import {
  findProgram,
  hasDisplay,
  type ProgramMachine,
  type ViewerProgram,
} from '../../../src/cli/wireshark/find-program.ts';

/** @returns where the program is found on a machine that has these files */
function found(
  program: ViewerProgram,
  { platform, environment = {} }: { platform: NodeJS.Platform; environment?: Record<string, string> },
  ...files: string[]
): string | undefined {
  const home = platform === 'darwin' ? '/Users/ann' : '/home/ann';
  const machine: ProgramMachine = { platform, environment, home, isProgram: (file) => files.includes(file) };
  return findProgram(program, machine);
}

test('on PATH, the first of several', () => {
  const machine = { platform: 'linux', environment: { PATH: '/usr/local/bin::/usr/bin' } } as const;
  expect(found('wireshark', machine, '/usr/bin/wireshark')).toBe('/usr/bin/wireshark');
  expect(found('tshark', machine, '/usr/bin/tshark', '/usr/local/bin/tshark')).toBe('/usr/local/bin/tshark');
  expect(found('wireshark', machine, '/usr/bin/tshark', '/opt/wireshark')).toBeUndefined();
  expect(found('wireshark', { platform: 'linux' }, 'wireshark', '/wireshark')).toBeUndefined();
});

test('on macOS, in the application too', () => {
  const machine = { platform: 'darwin', environment: { PATH: '/usr/bin' } } as const;
  const bundle = '/Applications/Wireshark.app/Contents/MacOS';
  expect(found('wireshark', machine, `${bundle}/Wireshark`)).toBe(`${bundle}/Wireshark`);
  expect(found('tshark', machine, `${bundle}/tshark`)).toBe(`${bundle}/tshark`);
  expect(found('wireshark', machine, `/Users/ann${bundle}/Wireshark`)).toBe(`/Users/ann${bundle}/Wireshark`);
  expect(found('wireshark', machine, `${bundle}/Wireshark`, '/usr/bin/wireshark')).toBe('/usr/bin/wireshark');
});

test('on Windows, in Program Files too', () => {
  const environment = { Path: 'C:\\Windows;D:\\tools', ProgramFiles: 'C:\\Program Files' };
  const machine = { platform: 'win32', environment } as const;
  const installed = 'C:\\Program Files\\Wireshark\\wireshark.exe';
  expect(found('wireshark', machine, installed)).toBe(installed);
  expect(found('tshark', machine, 'D:\\tools\\tshark.exe')).toBe('D:\\tools\\tshark.exe');
  expect(found('tshark', machine, 'D:\\tools\\tshark')).toBeUndefined();
});

test('a display is there on Windows and macOS, and elsewhere if the environment names one', () => {
  expect(hasDisplay({ platform: 'win32', environment: {} })).toBe(true);
  expect(hasDisplay({ platform: 'darwin', environment: {} })).toBe(true);
  expect(hasDisplay({ platform: 'linux', environment: { DISPLAY: '' } })).toBe(false);
  expect(hasDisplay({ platform: 'linux', environment: { DISPLAY: ':0' } })).toBe(true);
  expect(hasDisplay({ platform: 'freebsd', environment: { WAYLAND_DISPLAY: 'wayland-0' } })).toBe(true);
});
