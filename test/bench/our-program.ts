import path from 'node:path';
import type { Launch } from './subject.ts';

/** @returns our program as it is installed */
export function ourProgram(root: string, args: readonly string[], more: Partial<Launch> = {}): Launch {
  return {
    command: process.execPath,
    args: [path.join(root, 'bin/netchannel-sim.js'), ...args],
    ...more,
  };
}
