import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { CliError } from '../cli-error.ts';
import { isSameFile } from '../files/same-file.ts';
import type { ScriptSource } from '../scripts/script-source.ts';
import type { AskedReport } from './parse-reporter.ts';

/** What a command reads and writes. */
export interface RunFiles {
  sources: readonly ScriptSource[];
  /** Of the captures; '-' for standard output. */
  outputs: readonly string[];
  reports: readonly AskedReport[];
}

/**
 * Refuses outputs that would destroy something.
 * @throws CliError
 */
export function checkOutputs({ sources, outputs, reports }: RunFiles): void {
  for (const output of outputs) checkCapture(output, sources);
  reports.forEach((report, i) => {
    if (report.file === undefined) return;
    checkReport(report.file, report, { sources, outputs, reports: reports.slice(0, i) });
  });
}

/** @param earlier - what the file must not be: scripts, captures, and reports that were asked for before */
function checkReport(file: string, { reporter, option }: AskedReport, earlier: RunFiles): void {
  const { sources, outputs, reports } = earlier;
  const refuse = (why: string): never => {
    throw new CliError(`Cannot write the ${reporter.title} to ${JSON.stringify(file)}: ${why}`);
  };
  const another = `name another file after ${option}${option === '--json' ? '' : ` ${reporter.name}=`}`;
  const read = whatIsRead(file, sources);
  if (read !== undefined) refuse(`that is ${read}`);
  if (outputs.some((output) => areOne(file, output))) refuse(`the capture goes there; ${another}`);
  const other = reports.find((report) => report.file !== undefined && areOne(file, report.file));
  if (other !== undefined) refuse(`the ${other.reporter.title} goes there; ${another}`);
  if (looksLikeScript(file)) {
    const how = option === '--json' ? 'the script goes before --json' : another;
    refuse(`that looks like a script; ${how}`);
  }
}

function areOne(file: string, other: string): boolean {
  return path.resolve(file) === path.resolve(other) || isSameFile(file, other);
}

function checkCapture(output: string, sources: readonly ScriptSource[]): void {
  if (output === '-' && process.stdout.isTTY === true) {
    throw new CliError(
      'Cannot write the capture to a terminal; redirect standard output, or name a file after --output',
    );
  }
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
