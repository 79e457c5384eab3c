import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { CliError } from '../cli-error.ts';
import { systemReason } from '../files/system-reason.ts';
import { writeFile } from '../files/write-file.ts';

/** What an installation has made, so that exactly that can be removed. */
export interface InstallationRecord {
  /** SHA-256 of what was written, by path. */
  files: Map<string, string>;
  /** Of these, the ones that Wireshark writes again. */
  state: Set<string>;
  /** Folders that were not there before. */
  folders: Set<string>;
}

const NAME = 'netchannel-sim.installed.json';

/** @returns where the record of an installation lies */
export function recordPath(configuration: string): string {
  return path.join(configuration, NAME);
}

export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * @returns undefined if there is no record
 * @throws CliError if there is one that cannot be read
 */
export function readRecord(file: string): InstallationRecord | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new CliError(`Cannot read ${JSON.stringify(file)}: ${systemReason(error)}`, { cause: error });
  }
  const record = parseRecord(text);
  if (record !== undefined) return record;
  throw new CliError(
    `Cannot read ${JSON.stringify(file)}: it is no record of an installation; delete it, and install again`,
  );
}

function parseRecord(text: string): InstallationRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('files' in value) || !('folders' in value)) {
    return undefined;
  }
  const { files, folders } = value;
  // Older versions had none.
  const state = 'state' in value ? value.state : [];
  if (typeof files !== 'object' || files === null) return undefined;
  if (!Array.isArray(folders) || !Array.isArray(state)) return undefined;
  const entries = Object.entries(files);
  const isText = (part: unknown): part is string => typeof part === 'string';
  if (!entries.every((entry): entry is [string, string] => isText(entry[1]))) return undefined;
  if (!folders.every(isText) || !state.every(isText)) return undefined;
  return { files: new Map(entries), state: new Set(state), folders: new Set(folders) };
}

/** An empty record is removed. @throws CliError */
export function writeRecord(file: string, { files, state, folders }: InstallationRecord): void {
  try {
    if (files.size === 0 && folders.size === 0) {
      rmSync(file, { force: true });
      return;
    }
    mkdirSync(path.dirname(file), { recursive: true });
    const value = { version: 1, files: Object.fromEntries(files), state: [...state], folders: [...folders] };
    writeFile(file, `${JSON.stringify(value, null, 2)}\n`, {
      title: 'record of the installation',
      force: true,
    });
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`Cannot write ${JSON.stringify(file)}: ${systemReason(error)}`, { cause: error });
  }
}
