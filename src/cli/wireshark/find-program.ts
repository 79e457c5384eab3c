import { pathOf } from './folders.ts';
import type { Machine } from './machine.ts';

/** What shows captures: in a window, or in a terminal. */
export type ViewerProgram = 'wireshark' | 'tshark';

/** What decides where a program is found. */
export interface ProgramMachine extends Pick<Machine, 'platform' | 'environment' | 'home'> {
  /** Whether there is a program of this path that this user can start. */
  isProgram(path: string): boolean;
}

/** @returns the path of a program: from PATH, or where its installer puts it on this platform; undefined if it is not there */
export function findProgram(program: ViewerProgram, machine: ProgramMachine): string | undefined {
  return candidates(program, machine).find((file) => machine.isProgram(file));
}

/** @returns whether a program can open a window */
export function hasDisplay({ platform, environment }: Pick<Machine, 'platform' | 'environment'>): boolean {
  if (platform === 'win32' || platform === 'darwin') return true;
  const { DISPLAY = '', WAYLAND_DISPLAY = '' } = environment;
  return DISPLAY !== '' || WAYLAND_DISPLAY !== '';
}

function candidates(program: ViewerProgram, { platform, environment, home }: ProgramMachine): string[] {
  const { join, delimiter } = pathOf(platform);
  const onPath = (environment['PATH'] ?? environment['Path'] ?? '')
    .split(delimiter)
    .filter((dir) => dir !== '');
  if (platform === 'win32') {
    const roots = ['ProgramFiles', 'ProgramW6432', 'ProgramFiles(x86)'].flatMap(
      (name) => environment[name] || [],
    );
    const installed = roots.map((root) => join(root, 'Wireshark'));
    return [...onPath, ...installed].map((folder) => join(folder, `${program}.exe`));
  }
  const files = onPath.map((folder) => join(folder, program));
  if (platform !== 'darwin') return files;
  const inBundle = join('Applications', 'Wireshark.app', 'Contents', 'MacOS', BUNDLED[program]);
  return [...files, join('/', inBundle), join(home, inBundle)];
}

/** What the programs are called in the application for macOS. */
const BUNDLED = { wireshark: 'Wireshark', tshark: 'tshark' } as const;
