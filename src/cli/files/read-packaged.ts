import { readdirSync, readFileSync } from 'node:fs';
import { CliError } from '../cli-error.ts';
import { packageFile } from '../package-file.ts';
import { systemReason } from './system-reason.ts';

/**
 * @param name - of a file of this package, such as `samples/talk.yaml`
 * @throws CliError if it cannot be read
 */
export function readPackaged(name: string): Buffer {
  return asRead(packageFile(name), (file) => readFileSync(file));
}

/**
 * @param name - of a folder of this package, such as `samples`
 * @returns the names of what is in it
 * @throws CliError if it cannot be read
 */
export function listPackaged(name: string): string[] {
  return asRead(packageFile(name), (folder) => readdirSync(folder));
}

function asRead<T>(file: string, read: (file: string) => T): T {
  try {
    return read(file);
  } catch (error) {
    throw new CliError(`Cannot read ${JSON.stringify(file)}: ${systemReason(error)}`, { cause: error });
  }
}
