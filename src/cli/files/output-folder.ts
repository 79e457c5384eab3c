import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { CliError } from '../cli-error.ts';
import { systemReason } from './system-reason.ts';

/** Whether the name of an output is that of a folder to put it in: one that is there, or that a slash says it is. */
export function isFolder(output: string): boolean {
  return saysFolder(output) || isThere(output);
}

/**
 * @param output - as the command line names it; '-' for standard output
 * @param fileName - of the file, if that is a folder
 * @returns the file that is to be written
 */
export function inFolder(output: string, fileName: string): string {
  return output !== '-' && isFolder(output) ? path.join(output, fileName) : output;
}

/**
 * Makes the folders that outputs go to and a slash says that they are folders. Others are not made: their names may be
 * typos.
 *
 * @throws CliError
 */
export function makeFolders(outputs: readonly (string | undefined)[]): void {
  for (const output of outputs) {
    if (output === undefined || !saysFolder(output)) continue;
    try {
      mkdirSync(output, { recursive: true });
    } catch (error) {
      throw new CliError(`Cannot make the folder ${JSON.stringify(output)}: ${systemReason(error)}`, {
        cause: error,
      });
    }
  }
}

function saysFolder(output: string): boolean {
  return output.endsWith('/') || output.endsWith(path.sep);
}

function isThere(output: string): boolean {
  try {
    return statSync(output, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    // Why it cannot be reached is told when it is opened.
    return false;
  }
}
