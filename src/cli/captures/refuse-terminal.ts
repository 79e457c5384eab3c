import { CliError } from '../cli-error.ts';

/** @throws CliError if a capture would be written to a terminal */
export function refuseTerminal(output: string): void {
  if (output !== '-' || process.stdout.isTTY !== true) return;
  throw new CliError(
    'Cannot write the capture to a terminal; redirect standard output, or name a file after --output',
  );
}
