import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { CliError } from '../cli-error.ts';
import { isSameFile } from '../files/same-file.ts';
import type { ScriptSource } from '../scripts/script-source.ts';
import type { AskedReport } from './parse-reporter.ts';

/** What a command that runs scripts reads and writes. */
export interface ScriptFiles {
  sources: readonly ScriptSource[];
  /** Of the captures; '-' for standard output. */
  outputs: readonly string[];
  reports: readonly AskedReport[];
}

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
 * Refuses outputs that would destroy something.
 * @throws CliError
 */
export function checkOutputs({ sources, outputs, reports }: ScriptFiles): void {
  for (const output of outputs) checkCapture(output, sources);
  checkReports(reports, {
    whatIsRead: (file) => whatIsRead(file, sources),
    outputs,
    takesScripts: true,
  });
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
  if (takesScripts && looksLikeScript(file)) {
    const how = option === '--json' ? 'the script goes before --json' : another;
    refuse(`that looks like a script; ${how}`);
  }
}

/** @throws CliError if a capture would be written to a terminal */
export function refuseTerminal(output: string): void {
  if (output !== '-' || process.stdout.isTTY !== true) return;
  throw new CliError(
    'Cannot write the capture to a terminal; redirect standard output, or name a file after --output',
  );
}

/** @returns whether two names are of one file, which need not be there */
export function isOneFile(file: string, other: string): boolean {
  return path.resolve(file) === path.resolve(other) || isSameFile(file, other);
}

function checkCapture(output: string, sources: readonly ScriptSource[]): void {
  refuseTerminal(output);
  const read = output === '-' ? undefined : whatIsRead(output, sources);
  if (read !== undefined) {
    throw new CliError(
      `Cannot write the capture to ${JSON.stringify(output)}: that is ${read}; name another file after --output`,
    );
  }
}

/** @returns what the file is to the scripts, if it is one that has been read */
function whatIsRead(file: string, sources: readonly ScriptSource[]): string | undefined {
  if (sources.some((source) => isSameFile(file, source.path))) return 'the script';
  const isNamed = sources.some(({ named }) => [...named].some((other) => isSameFile(file, other)));
  return isNamed ? 'a file that the script names' : undefined;
}

/** `run --json demo.yaml other.yaml` would overwrite a script that was meant to be run. */
function looksLikeScript(file: string): boolean {
  if (/\.ya?ml$/i.test(file)) return true;
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return false;
  }
  try {
    const start = Buffer.alloc(4096);
    const text = start.toString('utf8', 0, readSync(descriptor, start));
    return /"(steps|hosts|unikernel)"\s*:/.test(text) && !/^\s*\{\s*"version"\s*:/.test(text);
  } catch {
    return false;
  } finally {
    closeSync(descriptor);
  }
}
