import type { GuestChoice } from '../../replay/import/participants.ts';
import { formatIpv4, formatMac, parseIpv4, parseMac } from '../../wire/address.ts';
import { CliError } from '../cli-error.ts';
import type { OptionRow } from './option-row.ts';

export const GUEST = {
  flags: '--guest <address>',
  on: { import: 'MAC or IPv4 address of the unikernel (default: who sends most frames)' },
  parse: parseGuest,
  write: (guest) => ('mac' in guest ? formatMac(guest.mac) : formatIpv4(guest.ip)),
} satisfies OptionRow<NonNullable<GuestChoice>>;

function parseGuest(text: string): NonNullable<GuestChoice> {
  const mac = parseMac(text);
  if (mac !== undefined) return { mac };
  const ip = parseIpv4(text);
  if (ip !== undefined) return { ip };
  throw new CliError(
    `Cannot use ${JSON.stringify(text)} after --guest: expected a MAC address such as 00:16:3e:00:00:01, or an IPv4 address`,
  );
}
