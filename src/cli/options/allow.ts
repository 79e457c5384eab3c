import { formatIpv4, formatIpv6, formatMac, parseIpv4, parseIpv6, parseMac } from '../../wire/address.ts';
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
  const ipv4 = parseIpv4(text);
  if (ipv4 !== undefined) return formatIpv4(ipv4);
  const mac = parseMac(text);
  if (mac !== undefined) return formatMac(mac);
  const ipv6 = parseIpv6(text);
  if (ipv6 !== undefined) return formatIpv6(ipv6);
  throw new CliError(
    `Cannot allow ${JSON.stringify(text)} after --allow: it has to be an IPv4 address such as 10.0.0.10, an IPv6 address or a MAC address such as 00:16:3e:00:00:0a`,
  );
}
