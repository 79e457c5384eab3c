import { existsSync, statSync } from 'node:fs';
import { CliError } from '../cli-error.ts';
import { readBounded } from '../files/read-bounded.ts';
import { systemReason } from '../files/system-reason.ts';
import { closestHint } from '../options/closest-hint.ts';
import { packagedSamples } from './packaged-samples.ts';

/** More than any script may have in characters, so that the loader's own message comes first. */
const MOST_BYTES = 64 * 1024 * 1024 + 3;

/**
 * Reads a script.
 *
 * @param path - '-' for standard input
 * @param signal - ends the reading
 * @throws CliError if it cannot be read, is no UTF-8 text or far too long
 */
export async function readScript(path: string, signal?: AbortSignal): Promise<string> {
  const name = path === '-' ? 'standard input' : JSON.stringify(path);
  let bytes: Uint8Array;
  try {
    // To load streams takes longer than to read a script.
    bytes = isUsual(path) ? readBounded(path, MOST_BYTES) : await readAll(await stream(path, signal), name);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`Cannot read the script ${name}: ${systemReason(error)}${sampleHint(path)}`, {
      cause: error,
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new CliError(`Cannot read the script ${name}: it is not UTF-8 text`, { cause: error });
  }
}

/** What is no path may be meant for a packaged sample. */
function sampleHint(path: string): string {
  if (!/^[\w-]+(\.ya?ml)?$/.test(path) || existsSync(path)) return '';
  const names = packagedSamples().map((sample) => sample.name);
  return closestHint(path.replace(/\.ya?ml$/, ''), names);
}

/** Whether it is a regular file that is not too long. */
function isUsual(path: string): boolean {
  const status = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
  return status?.isFile() === true && status.size <= MOST_BYTES;
}

async function stream(path: string, signal: AbortSignal | undefined): Promise<AsyncIterable<Uint8Array>> {
  const { openInput } = await import('../files/open-input.ts');
  return openInput(path, { signal });
}

async function readAll(input: AsyncIterable<Uint8Array>, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new CliError(`Cannot read the script ${name}: it is longer than 64 MiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
