import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { CliError } from '../cli-error.ts';
import { systemReason } from '../files/system-reason.ts';
import type { Change } from './change.ts';
import { contents, type InstallOptions } from './install.ts';
import { digest, readRecord, recordPath, writeRecord } from './installation-record.ts';

/**
 * Removes what an installation has made: the files that are still as it left them, and the folders that are empty
 * then.
 *
 * @param configuration - Wireshark's personal configuration folder
 * @throws CliError if something cannot be removed; it stays on the record
 */
export function uninstall(configuration: string, { dryRun, force }: InstallOptions): Change[] {
  const recordFile = recordPath(configuration);
  const record = readRecord(recordFile);
  if (record === undefined) return [];
  const changes: Change[] = [];
  const gone = new Set<string>();
  try {
    for (const [file, written] of record.files) {
      const found = contents(file);
      const isChanged = found !== undefined && digest(found) !== written && !record.state.has(file);
      if (isChanged && !force) {
        changes.push({ what: 'keep', path: file, why: 'you have changed it; --force removes it' });
        continue;
      }
      if (found !== undefined) changes.push({ what: 'remove', path: file });
      gone.add(file);
      if (dryRun) continue;
      rmSync(file, { force: true });
      record.files.delete(file);
      record.state.delete(file);
    }
    // The record is in one of the folders.
    const isLast = gone.size === record.files.size || record.files.size === 0;
    if (isLast) gone.add(recordFile);
    if (isLast && !dryRun) rmSync(recordFile, { force: true });
    const deepestFirst = [...record.folders].sort((a, b) => b.length - a.length);
    for (const folder of deepestFirst) changes.push(...removeFolder(folder, gone, dryRun));
    if (!dryRun) for (const folder of deepestFirst) if (!existsSync(folder)) record.folders.delete(folder);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`Cannot remove the installation: ${systemReason(error)}`, { cause: error });
  } finally {
    // Without files of ours, what is left in the folders is not ours to come back for.
    if (record.files.size === 0) record.folders.clear();
    if (!dryRun) writeRecord(recordFile, record);
  }
  return changes;
}

/** @param gone - files and folders that are gone, or would be; an empty folder joins them */
function removeFolder(folder: string, gone: Set<string>, dryRun: boolean): Change[] {
  if (!existsSync(folder)) return [];
  const left = readdirSync(folder).filter((name) => !gone.has(path.join(folder, name)));
  if (left.length > 0) {
    const some = left.slice(0, 3).join(', ');
    return [{ what: 'keep', path: folder, why: `it holds ${some}${left.length > 3 ? ', …' : ''}` }];
  }
  gone.add(folder);
  if (!dryRun) rmdirSync(folder);
  return [{ what: 'remove', path: folder }];
}
