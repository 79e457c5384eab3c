/** Wireshark as its users have it, where it is installed; `judge/wireshark.ts` is there everywhere, but has no Lua. */
import { spawnSync } from 'node:child_process';

export const HAS_TSHARK = spawnSync('tshark', ['--version']).status === 0;

/** For the name of a test that needs it. */
export const TSHARK_NOTE = HAS_TSHARK ? '' : ' (SKIPPED: tshark is not installed)';

/**
 * @param home a folder to find profiles in, instead of the user's own
 * @throws Error with what tshark says if it fails
 */
export function tshark(home: string, ...args: string[]): string {
  const { WIRESHARK_CONFIG_DIR: _, XDG_CONFIG_HOME: __, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync('tshark', args, {
    env: { ...inherited, HOME: home },
    encoding: 'utf8',
  });
  const said = stderr.replace(/^Running as user "root".*\n/m, '');
  if (status !== 0 || said !== '') throw new Error(`tshark ${args.join(' ')} says: ${said}`);
  return stdout;
}
