import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { readCapture } from '../../capture-reader/capture-reader.ts';
import { CliError } from '../cli-error.ts';
import { openInput } from '../files/open-input.ts';
import { systemReason } from '../files/system-reason.ts';

/** What tells most captures of one length apart. */
const START_BYTES = 262_144;

/**
 * Finds two captures that are the same, byte for byte. Only those are read to the end that are of one length and begin alike;
 * what can be read once only, such as a FIFO, is not read here.
 *
 * @param files - their names
 * @throws CliError if one cannot be read
 */
export async function copyAmong(files: readonly string[]): Promise<readonly [string, string] | undefined> {
  for (const ofOneLength of await alike(files, lengthOf)) {
    for (const begunAlike of await alike(ofOneLength, (file) => digestOf(file, START_BYTES))) {
      const [same] = await alike(begunAlike, (file) => digestOf(file, Number.POSITIVE_INFINITY));
      const [one, other] = same ?? [];
      if (one !== undefined && other !== undefined) return [one, other];
    }
  }
  return undefined;
}

/** The same, of captures that nothing else is known of: those without packets are all alike, and no copies. */
export async function copiedPacketsAmong(
  files: readonly string[],
): Promise<readonly [string, string] | undefined> {
  const found = await copyAmong(files);
  if (found === undefined) return undefined;
  const [one] = found;
  if (await hasPackets(one)) return found;
  return copiedPacketsAmong(files.filter((file) => file !== one));
}

async function hasPackets(file: string): Promise<boolean> {
  try {
    for await (const _ of readCapture(openInput(file))) return true;
  } catch {
    // It is told when it is merged.
  }
  return false;
}

/** @returns those groups of files with the same key that are of more than one; files without a key are left out */
async function alike(
  files: readonly string[],
  keyOf: (file: string) => string | undefined | Promise<string>,
): Promise<string[][]> {
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const key = await keyOf(file);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [file]);
    else group.push(file);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

function lengthOf(file: string): string | undefined {
  try {
    const stat = statSync(file);
    return stat.isFile() ? String(stat.size) : undefined;
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function digestOf(file: string, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  try {
    const stream = createReadStream(file, { end: bytes });
    for await (const chunk of stream as AsyncIterable<Uint8Array>) hash.update(chunk);
  } catch (error) {
    throw unreadable(file, error);
  }
  return hash.digest('hex');
}

function unreadable(file: string, error: unknown): CliError {
  return new CliError(`Cannot read ${JSON.stringify(file)}: ${systemReason(error)}`, { cause: error });
}
