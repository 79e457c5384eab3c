/** What an extcap program of ours runs. Both are absolute: a desktop program has another PATH than a shell. */
export interface WrapperTarget {
  platform: NodeJS.Platform;
  /** The Node.js binary. */
  node: string;
  /** `bin/netchannel-sim.js` */
  launcher: string;
}

/** A small program that starts this one. */
export interface Wrapper {
  name: string;
  text: string;
}

/** @returns what goes into Wireshark's extcap folder */
export function extcapWrapper({ platform, node, launcher }: WrapperTarget): Wrapper {
  if (platform === 'win32') {
    const text = ['@echo off', `"${inBatch(node)}" "${inBatch(launcher)}" extcap %*`, ''].join('\r\n');
    return { name: 'netchannel-sim.bat', text };
  }
  // exec: what Wireshark stops is then the program itself.
  const command = `exec ${inShell(node)} ${inShell(launcher)} extcap "$@"`;
  const text = `#!/bin/sh\n# Made by "netchannel-sim wireshark install".\n${command}\n`;
  return { name: 'netchannel-sim', text };
}

/** @returns whether a path is in the cache of npx, which is cleaned now and then */
export function isInNpxCache(launcher: string): boolean {
  return /[\\/]_npx[\\/]/.test(launcher);
}

function inShell(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}

/** File names on Windows have no quotes, but they can have percent signs. */
function inBatch(path: string): string {
  return path.replaceAll('%', '%%');
}
