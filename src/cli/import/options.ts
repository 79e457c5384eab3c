import type { GuestChoice } from '../../replay/import/participants.ts';
import { FORCE } from '../options/force.ts';
import { GivenOptions, type RawOptions } from '../options/given-options.ts';
import { GUEST } from '../options/guest.ts';
import { LIMIT } from '../options/limit.ts';
import { SCRIPT_OUTPUT } from '../options/output.ts';

/** The options of `import`, checked. */
export interface ImportSettings {
  /** The file, or the folder that it goes to; '-' for standard output. */
  output: string;
  guest: GuestChoice;
  /** The same as the command line says it. */
  guestText: string | undefined;
  limit: number | undefined;
  /** Overwrite what is there. */
  force: boolean;
}

/** @throws CliError that names the first option that is wrong */
export function parseImportOptions(raw: RawOptions): ImportSettings {
  const given = GivenOptions.of('import', raw);
  return {
    output: given.value(SCRIPT_OUTPUT),
    guest: given.value(GUEST),
    guestText: given.text(GUEST),
    limit: given.value(LIMIT),
    force: given.has(FORCE),
  };
}
