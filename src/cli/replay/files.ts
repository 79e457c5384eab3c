import path from 'node:path';
import { type CaptureInput, refuseOverwriting } from '../captures/capture-input.ts';
import { CliError } from '../cli-error.ts';
import { isSameFile } from '../files/same-file.ts';

/**
 * Refuses outputs that would destroy something.
 *
 * @param outputs - captures that are written; '-' for standard output
 * @param json - '-' for standard output, undefined for none
 * @throws CliError
 */
export function checkReplayFiles(
  input: CaptureInput,
  outputs: readonly string[],
  json: string | undefined,
): void {
  for (const output of outputs) {
    if (output === '-' && process.stdout.isTTY === true) {
      throw new CliError(
        'Cannot write the capture to a terminal; redirect standard output, or name a file after --output',
      );
    }
    refuseOverwriting(input, output, 'the capture');
  }
  if (json === undefined || json === '-') return;
  refuseOverwriting(input, json, 'the JSON report');
  if (outputs.some((output) => path.resolve(json) === path.resolve(output) || isSameFile(json, output))) {
    throw new CliError(
      `Cannot write the JSON report to ${JSON.stringify(json)}: the capture goes there; name another file after --json`,
    );
  }
}
