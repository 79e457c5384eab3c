import type { ViewerProgram } from './find-program.ts';

/** How a capture is shown. */
export interface View {
  program: ViewerProgram;
  file: string;
  /** Number of the frame to begin with; undefined for the first. */
  frame: number | undefined;
  /** Whether this user has the profile. */
  hasProfile: boolean;
  /** The Lua plugin, where it is not among the user's own. */
  plugin: string | undefined;
  /** Whether a terminal takes colours. */
  color: boolean;
}

/** What the profile says as well, and what receivers do. */
const CHECKSUMS = ['ip', 'tcp', 'udp'].flatMap((protocol) => ['-o', `${protocol}.check_checksum:TRUE`]);

/** @returns the arguments that Wireshark or tshark is started with */
export function viewerArguments({ program, file, frame, hasProfile, plugin, color }: View): string[] {
  return [
    ...(hasProfile ? ['-C', 'netchannel-sim'] : CHECKSUMS),
    ...(plugin === undefined ? [] : ['-X', `lua_script:${plugin}`]),
    ...(program === 'wireshark' && frame !== undefined ? ['-g', String(frame)] : []),
    ...(program === 'tshark' && color && hasProfile ? ['--color'] : []),
    '-r',
    file,
  ];
}
