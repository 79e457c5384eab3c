import { CliError } from '../cli-error.ts';
import { ReportFile } from './report-file.ts';

export interface WriteOptions {
  /** What messages call it, such as `script`. */
  title: string;
  /** Also over a file that is there. */
  force: boolean;
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
    const message = `Cannot write the ${title} to ${JSON.stringify(path)}: it exists; --force overwrites it`;
    throw new CliError(message, { cause: error.cause });
  }
}

function isThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
