import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CliError } from '../cli-error.ts';
import { systemReason } from '../files/system-reason.ts';
import { writeFile } from '../files/write-file.ts';
import type { Change } from './change.ts';
import {
  digest,
  type InstallationRecord,
  readRecord,
  recordPath,
  writeRecord,
} from './installation-record.ts';
import type { PlannedFile } from './planned-files.ts';

/** How far an installation, or its removal, goes. */
export interface InstallOptions {
  /** Say what would be done, and do nothing. */
  dryRun: boolean;
  /** Also what somebody else has written or changed. */
  force: boolean;
}

/**
 * Writes the files of an installation, and a record of them. A file that is there and is not as an installation has
 * left it is somebody's own: it is kept.
 *
 * @param configuration - Wireshark's personal configuration folder
 * @throws CliError if something cannot be read or written; what was written until then is on the record
 */
export function install(
  files: readonly PlannedFile[],
  configuration: string,
  { dryRun, force }: InstallOptions,
): Change[] {
  const recordFile = recordPath(configuration);
  const record = readRecord(recordFile) ?? { files: new Map(), state: new Set(), folders: new Set() };
  const isNewFolder = !existsSync(configuration);
  const changes: Change[] = [];
  try {
    for (const file of files) {
      const change = force && !isIdentical(file) ? writing(file) : planned(file, record);
      if (change.what === 'write' && !dryRun) write(file, record);
      changes.push(change);
    }
  } finally {
    if (!dryRun && record.files.size > 0) {
      if (isNewFolder) record.folders.add(configuration);
      writeRecord(recordFile, record);
    }
  }
  return changes;
}

function planned(file: PlannedFile, record: InstallationRecord): Change {
  const found = contents(file.path);
  if (found === undefined) return writing(file);
  if (isIdentical(file)) return { what: 'unchanged', path: file.path };
  if (digest(found) === record.files.get(file.path)) return writing(file);
  if (file.isState === true) {
    return { what: 'keep', path: file.path, why: 'Wireshark has written it again; --force overwrites it' };
  }
  const why = record.files.has(file.path) ? 'you have changed it' : 'it is not from an installation';
  return { what: 'keep', path: file.path, why: `${why}; --force overwrites it` };
}

function writing({ path: file }: PlannedFile): Change {
  return { what: 'write', path: file };
}

function isIdentical({ path: file, bytes }: PlannedFile): boolean {
  const found = contents(file);
  return found !== undefined && digest(found) === digest(bytes);
}

/** @returns undefined if there is no such file */
export function contents(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new CliError(`Cannot read ${JSON.stringify(file)}: ${systemReason(error)}`, { cause: error });
  }
}

function write({ path: file, bytes, isProgram, isState }: PlannedFile, record: InstallationRecord): void {
  try {
    const folder = path.dirname(file);
    for (const made of missingFolders(folder)) record.folders.add(made);
    mkdirSync(folder, { recursive: true });
    writeFile(file, bytes, { title: 'file', force: true });
    record.files.set(file, digest(bytes));
    if (isState === true) record.state.add(file);
    if (isProgram) chmodSync(file, 0o755);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`Cannot write ${JSON.stringify(file)}: ${systemReason(error)}`, { cause: error });
  }
}

function missingFolders(folder: string): string[] {
  if (existsSync(folder) || path.dirname(folder) === folder) return [];
  return [...missingFolders(path.dirname(folder)), folder];
}
