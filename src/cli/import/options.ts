import type { GuestChoice } from '../../replay/import/cast.ts';
import { parseIpv4, parseMac } from '../../wire/address.ts';
import { CliError } from '../cli-error.ts';
import { parseNumber } from '../replay/options.ts';

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

const MOST_PACKETS = 1_000_000_000;

/** @throws CliError that names the first option that is wrong */
export function parseImportOptions({ output, guest, limit, force }: RawImportOptions): ImportSettings {
  if (output === '') throw new CliError('Cannot write the script: the name after --output is empty');
  return {
    output: output ?? '-',
    guest: guest === undefined ? undefined : parseGuest(guest),
    limit: limit === undefined ? undefined : parseNumber(limit, '--limit', 1, MOST_PACKETS),
    force: force ?? false,
  };
}

function parseGuest(text: string): GuestChoice {
  const mac = parseMac(text);
  if (mac !== undefined) return { mac };
  const ip = parseIpv4(text);
  if (ip !== undefined) return { ip };
  throw new CliError(
    `Cannot use ${JSON.stringify(text)} after --guest: expected a MAC address such as 00:16:3e:00:00:01, or an IPv4 address`,
  );
}
