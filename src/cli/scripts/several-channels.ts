import type { Script } from '../../script/script.ts';
import { CliError } from '../cli-error.ts';

/**
 * Refuses what only a script with one channel can be asked for.
 * @param asked - options of the command line that are given, and the like
 * @throws CliError if the script has guests
 */
export function refuseGuests({ network, file }: Script, asked: readonly string[]): void {
  const [first] = asked;
  if (network === undefined || first === undefined) return;
  throw new CliError(
    `Cannot combine ${first} with ${JSON.stringify(file)}, which has guests: it is for scripts with one channel; leave it out`,
  );
}
