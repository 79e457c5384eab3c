import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { type JsonRuns, jsonRunsSchema } from '../report/json-runs-schema.ts';
import { type JsonReport, jsonReportSchema } from '../report/json-schema.ts';
import type { NamedReport } from '../report/merge/merge-reports.ts';
import { CliError } from './cli-error.ts';
import { isSameFile } from './same-file.ts';
import { systemReason } from './system-reason.ts';

/** What a command line asks to merge. */
export interface MergeInputs {
  /** Names of the files. */
  captures: string[];
  reports: string[];
}

/**
 * Tells captures from reports by how they begin.
 * @throws CliError if a file cannot be read, or is named twice
 */
export function sortInputs(files: readonly string[]): MergeInputs {
  const inputs: MergeInputs = { captures: [], reports: [] };
  for (const [i, file] of files.entries()) {
    if (file === '' || file === '-') {
      throw new CliError(
        file === '' ? 'Cannot merge: the name of a file is empty' : 'Cannot merge standard input; name files',
      );
    }
    const twice = files.slice(0, i).find((other) => isSameFile(file, other));
    if (twice !== undefined) {
      throw new CliError(`Cannot merge ${JSON.stringify(twice)} with itself: it is named twice`);
    }
    (beginsLikeJson(file) ? inputs.reports : inputs.captures).push(file);
  }
  return inputs;
}

/**
 * @returns the reports in a file
 * @throws CliError if it cannot be read, or is none
 */
export function readReports(file: string): NamedReport[] {
  const name = JSON.stringify(file);
  const value = parse(file, name);
  const isSeveral = typeof value === 'object' && value !== null && 'runs' in value;
  const checked = (isSeveral ? jsonRunsSchema : jsonReportSchema).safeParse(value);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
    throw new CliError(
      `Cannot merge ${name}: it is no JSON report of a run, of this version${where}: ${issue?.message ?? 'it has another form'}`,
    );
  }
  const data: JsonReport | JsonRuns = checked.data;
  if (!('runs' in data)) return [{ name, report: data }];
  const [failed] = data.failed;
  if (failed !== undefined) {
    throw new CliError(
      `Cannot merge ${name}: the run of ${JSON.stringify(failed.file)} under ${failed.release} failed; run it again`,
    );
  }
  return data.runs.map((report) => ({ name, report }));
}

function parse(file: string, name: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`Cannot merge ${name}: it is no whole JSON report: ${reason}`, { cause: error });
  }
}

function beginsLikeJson(file: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    throw unreadable(file, error);
  }
  try {
    const start = new Uint8Array(64);
    const length = readSync(descriptor, start);
    return /^\s*\{/.test(String.fromCharCode(...start.subarray(0, length)));
  } catch (error) {
    throw unreadable(file, error);
  } finally {
    closeSync(descriptor);
  }
}

function unreadable(file: string, error: unknown): CliError {
  return new CliError(`Cannot read ${JSON.stringify(file)}: ${systemReason(error)}`, { cause: error });
}
