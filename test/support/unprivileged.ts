/**
 * Programs of this package as a user without privileges runs them. Wireshark looks for personal extcap programs only then.
 * Who is no such user, root, becomes one, with a copy of the package that this user can read.
 */
import { spawnSync } from 'node:child_process';
import { chownSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HAS_TSHARK } from './tshark.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const NOBODY = 65_534;
const IS_ROOT = process.getuid?.() === 0;

/** What to give to `spawn` to be somebody without privileges. */
export const UNPRIVILEGED = IS_ROOT ? { uid: NOBODY, gid: NOBODY } : {};

function works(program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { ...UNPRIVILEGED, cwd: '/' }).status === 0;
}

function reasonToSkip(): string | undefined {
  if (!HAS_TSHARK) return 'tshark is not installed';
  if (!works(process.execPath, '--version')) return 'root cannot become a user that can run node';
  // Debian lets an administrator keep it from ordinary users.
  if (!works('dumpcap', '--version')) return 'dumpcap is not allowed to ordinary users';
  return undefined;
}

const REASON = reasonToSkip();

/** Whether this user can capture with tshark. */
export const CAN_CAPTURE = REASON === undefined;

/** For the name of a test that needs it. */
export const CAPTURE_NOTE = REASON === undefined ? '' : ` (SKIPPED: ${REASON})`;

/** What is there for one test file. */
export interface UnprivilegedPlace {
  /** The launcher of the package. */
  launcher: string;
  /** A home folder of its own. */
  home: string;
  remove(): void;
}

export function unprivilegedPlace(): UnprivilegedPlace {
  const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-user-'));
  const home = path.join(folder, 'home');
  mkdirSync(home);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  if (!IS_ROOT) return { launcher: path.join(ROOT, 'bin/netchannel-sim.js'), home, remove };
  chownSync(folder, NOBODY, NOBODY);
  chownSync(home, NOBODY, NOBODY);
  const copy = path.join(folder, 'package');
  for (const name of ['bin', 'dist', 'samples', 'src/wireshark-profile', 'package.json', 'docs']) {
    cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
  }
  spawnSync('chmod', ['-R', 'a+rX', copy]);
  return { launcher: path.join(copy, 'bin/netchannel-sim.js'), home, remove };
}
