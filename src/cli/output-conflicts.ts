import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { CliError } from './cli-error.ts';
import { isSameFile } from './same-file.ts';
import type { ScriptSource } from './script-source.ts';

/** What a run reads and writes. */
export interface RunFiles {
  source: ScriptSource;
  /** Of the captures; '-' for standard output. */
  outputs: readonly string[];
  /** Of the JSON report; '-' for standard output, undefined for none. */
  json: string | undefined;
  /** The script as the command line named it, if it did. */
  scriptArgument: string | undefined;
}

/**
 * Refuses outputs that would destroy something.
 * @throws CliError
 */
export function checkOutputs({ source, outputs, json, scriptArgument }: RunFiles): void {
  for (const output of outputs) checkCapture(output, source);
  if (json === undefined || json === '-') return;
  if (isSameFile(json, source.path)) {
    throw new CliError(`Cannot write the JSON report to ${JSON.stringify(json)}: that is the script`);
  }
  if (outputs.some((output) => path.resolve(json) === path.resolve(output) || isSameFile(json, output))) {
    throw new CliError(
      `Cannot write the JSON report to ${JSON.stringify(json)}: the capture goes there; name another file after --json`,
    );
  }
  if (scriptArgument === undefined && looksLikeScript(json)) {
    throw new CliError(
      `Cannot write the JSON report to ${JSON.stringify(json)}: that looks like a script; the script goes before --json`,
    );
  }
}

function checkCapture(output: string, source: ScriptSource): void {
  if (output === '-' && process.stdout.isTTY === true) {
    throw new CliError(
      'Cannot write the capture to a terminal; redirect standard output, or name a file after --output',
    );
  }
  if (output !== '-' && isSameFile(output, source.path)) {
    throw new CliError(
      `Cannot write the capture to ${JSON.stringify(output)}: that is the script; name another file after --output`,
    );
  }
}

/** `run --json demo.yaml` would run the sample and overwrite the script that was meant. */
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
