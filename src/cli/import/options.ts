import type { GuestChoice } from '../../replay/import/participants.ts';
import { CliError } from '../cli-error.ts';
import { GUEST } from '../options/guest.ts';
import { LIMIT } from '../options/limit.ts';
import { asked } from '../options/option-row.ts';

/** The options of `import` as the command line gives them. */
export interface RawImportOptions {
  output?: string;
  guest?: string;
  limit?: string;
  force?: boolean;
}

/** The options of `import`, checked. */
export interface ImportSettings {
  /** '-' for standard output. */
  output: string;
  guest: GuestChoice;
  limit: number | undefined;
  /** Overwrite what is there. */
  force: boolean;
}

/** @throws CliError that names the first option that is wrong */
export function parseImportOptions({ output, guest, limit, force }: RawImportOptions): ImportSettings {
  if (output === '') throw new CliError('Cannot write the script: the name after --output is empty');
  return {
    output: output ?? '-',
    guest: asked(GUEST, guest),
    limit: asked(LIMIT, limit),
    force: force ?? false,
  };
}
