import { CliError } from '../cli-error.ts';
import { demoCommand } from '../demo/command.ts';
import type { RawOptions } from '../options/given-options.ts';

/**
 * Tells the run of a script step by step.
 *
 * @param scripts - as the command line names them
 * @returns the exit status
 * @throws CliError if there are several, and what `demoCommand` throws
 */
export async function stepThrough(scripts: readonly string[], raw: RawOptions): Promise<number> {
  if (scripts.length > 1) {
    throw new CliError(`Cannot step through ${scripts.length} scripts at once; name one`);
  }
  return await demoCommand(scripts[0], raw);
}
