import { existsSync } from 'node:fs';
import { CliError } from '../cli-error.ts';
import { ReportFile } from './report-file.ts';

export interface WriteOptions {
  /** What messages call it, such as `script`. */
  title: string;
  /** Also over a file that is there. */
  force: boolean;
}

/**
 * For work that takes long: what would be refused at its end is refused before it begins.
 * @throws CliError if something is there and `force` is false
 */
export function refuseThere(path: string, { title, force }: WriteOptions): void {
  if (!force && existsSync(path)) throw itExists(path, title);
}

/**
 * Writes a file, all of it or none.
 * @throws CliError if it cannot be written, or is there and `force` is false
 */
export function writeFile(path: string, data: string | Uint8Array, { title, force }: WriteOptions): void {
  const file = open(path, title, force);
  try {
    file.write(data);
  } finally {
    file.close();
  }
}

function open(path: string, title: string, force: boolean): ReportFile {
  try {
    return new ReportFile(path, title, !force);
  } catch (error) {
    if (!(error instanceof CliError) || !isThere(error.cause)) throw error;
    throw itExists(path, title, error.cause);
  }
}

function itExists(path: string, title: string, cause?: unknown): CliError {
  const message = `Cannot write the ${title} to ${JSON.stringify(path)}: it exists; --force overwrites it`;
  return new CliError(message, { cause });
}

function isThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
