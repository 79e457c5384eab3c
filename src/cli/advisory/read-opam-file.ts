import { createReadStream } from 'node:fs';
import { CliError } from '../cli-error.ts';
import { systemReason } from '../files/system-reason.ts';

/** A switch export with the opam files of all its packages has a few hundred KiB. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Reads a file of opam.
 *
 * @param path - '-' for standard input
 * @throws CliError if it cannot be read, is no UTF-8 text or far too long
 */
export async function readOpamFile(path: string): Promise<string> {
  const name = path === '-' ? 'standard input' : JSON.stringify(path);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const stream: AsyncIterable<Uint8Array> = path === '-' ? process.stdin : createReadStream(path);
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > MOST_BYTES) throw new CliError(`Cannot read ${name}: it is longer than 16 MiB`);
      chunks.push(chunk);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof CliError) throw error;
    if (error instanceof TypeError) {
      throw new CliError(`Cannot read ${name}: it is not UTF-8 text`, { cause: error });
    }
    throw new CliError(`Cannot read ${name}: ${systemReason(error)}`, { cause: error });
  }
}
