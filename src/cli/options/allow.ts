import { allowedAddress } from '../../inspection/old-memory/allowed-address.ts';
import { CliError } from '../cli-error.ts';
import type { OptionRow } from './option-row.ts';

/** Who may be sent what `--secret` names. */
export const ALLOW = {
  flags: '--allow <address>',
  on: { inspect: 'who may be sent what --secret names: an IPv4, IPv6 or MAC address (repeatable)' },
  repeatable: true,
  parse: parseAllowed,
} satisfies OptionRow<string>;

/** @returns the address as reports write it */
function parseAllowed(text: string): string {
  const address = allowedAddress(text);
  if (address !== undefined) return address;
  throw new CliError(
    `Cannot allow ${JSON.stringify(text)} after --allow: it has to be an IPv4 address such as 10.0.0.10, an IPv6 address or a MAC address such as 00:16:3e:00:00:0a`,
  );
}
