import { refuseTerminal } from '../captures/refuse-terminal.ts';
import { CliError } from '../cli-error.ts';
import { isSameFile } from '../files/same-file.ts';
import type { ScriptSource } from '../scripts/script-source.ts';
import type { AskedReport } from './parse-reporter.ts';
import { checkReports } from './report-conflicts.ts';

/** What a command that runs scripts reads and writes. */
export interface ScriptFiles {
  sources: readonly ScriptSource[];
  /** Of the captures; '-' for standard output. */
  outputs: readonly string[];
  reports: readonly AskedReport[];
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
