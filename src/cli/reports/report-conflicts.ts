import { readSync, statSync } from 'node:fs';
import path from 'node:path';
import { CliError } from '../cli-error.ts';
import { readOpened } from '../files/read-opened.ts';
import { isSameFile } from '../files/same-file.ts';
import { systemReason } from '../files/system-reason.ts';
import type { AskedReport } from './parse-reporter.ts';

/** What reports must not be written over. */
export interface TakenFiles {
  /** @returns what a file is to the command, if it reads it: `the script` */
  whatIsRead: (file: string) => string | undefined;
  /** Captures that are written; '-' for standard output. */
  outputs: readonly string[];
  /** Whether a script may have been taken for the file of a report. */
  takesScripts?: boolean;
}

/**
 * Refuses reports that would destroy something, or each other.
 * @throws CliError
 */
export function checkReports(reports: readonly AskedReport[], taken: TakenFiles): void {
  for (const [i, report] of reports.entries()) {
    if (report.file !== undefined) checkReport(report.file, report, taken, reports.slice(0, i));
  }
}

/** @param earlier - the reports that were asked for before */
function checkReport(
  file: string,
  { reporter: { name, title }, option }: AskedReport,
  { whatIsRead, outputs, takesScripts = false }: TakenFiles,
  earlier: readonly AskedReport[],
): void {
  const refuse = (why: string): never => {
    throw new CliError(`Cannot write the ${title} to ${JSON.stringify(file)}: ${why}`);
  };
  const another = `name another file after ${option}${option === '--json' ? '' : ` ${name}=`}`;
  const read = whatIsRead(file);
  if (read !== undefined) refuse(`that is ${read}`);
  if (outputs.some((output) => isOneFile(file, output))) refuse(`the capture goes there; ${another}`);
  const other = earlier.find((report) => report.file !== undefined && isOneFile(file, report.file));
  if (other !== undefined) refuse(`the ${other.reporter.title} goes there; ${another}`);
  if (takesScripts && isScript(file, refuse)) {
    const how = option === '--json' ? 'the script goes before --json' : another;
    refuse(`that looks like a script; ${how}`);
  }
}

function isScript(file: string, refuse: (why: string) => never): boolean {
  try {
    return looksLikeScript(file);
  } catch (error) {
    return refuse(systemReason(error));
  }
}

/** @returns whether two names are of one file, which need not be there */
export function isOneFile(file: string, other: string): boolean {
  return path.resolve(file) === path.resolve(other) || isSameFile(file, other);
}

/**
 * `run --json demo.yaml other.yaml` would overwrite a script that was meant to be run.
 * @throws Error of the system if it was looked at, and cannot be let go of
 */
function looksLikeScript(file: string): boolean {
  if (/\.ya?ml$/i.test(file)) return true;
  try {
    // A pipe or a device is no script, and may keep whoever reads it waiting.
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
    return readOpened(file, beginsLikeScript);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error && error.syscall === 'close') throw error;
    // Why it cannot be read is told when it is written, if it cannot be written either.
    return false;
  }
}

function beginsLikeScript(descriptor: number): boolean {
  const start = Buffer.alloc(4096);
  const text = start.toString('utf8', 0, readSync(descriptor, start));
  return /"(steps|hosts|unikernel)"\s*:/.test(text) && !/^\s*\{\s*"version"\s*:/.test(text);
}
