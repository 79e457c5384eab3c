import { formatIpv4, parseIpv4, parseMac } from '../../wire/address.ts';
import type { DataPath } from '../errors.ts';
import type { Problems } from '../problems.ts';
import type { GuestsInput } from '../schema/guests.ts';
import type { GuestParty, Party } from '../script.ts';
import { compileDevice } from './device.ts';
import { derivedMac, linkLocal } from './mac.ts';

/**
 * @param others - by name: the unikernel and the hosts, whose names and addresses no guest may have
 * @param isSound - whether names and addresses can be compared
 * @returns guests by name, in the order of the text
 */
export function compileGuests(
  input: GuestsInput,
  others: ReadonlyMap<string, Party>,
  problems: Problems,
  isSound: boolean,
): Map<string, GuestParty> {
  const owners = new Map([...others].map(([name, { ip }]) => [ip, name]));
  const guests = new Map<string, GuestParty>();
  for (const [name, { ip: address, mac: written, device, checksums }] of Object.entries(input)) {
    const path: DataPath = ['guests', name];
    const ip = parseIpv4(address) ?? 0;
    const owner = isSound ? owners.get(ip) : undefined;
    if (isSound && others.has(name)) problems.report(path, `Name "${name}" is already that of a host`, 'key');
    else if (owner !== undefined) {
      problems.report([...path, 'ip'], `Address ${formatIpv4(ip)} is already that of "${owner}"`);
    }
    owners.set(ip, name);
    const mac = (written === undefined ? undefined : parseMac(written)) ?? derivedMac(ip);
    const derived = [...(written === undefined ? ['mac' as const] : []), 'ip6' as const];
    const chosen = device === undefined ? {} : { device: compileDevice(device) };
    const habits = checksums === undefined ? {} : { checksums };
    guests.set(name, { mac, ip, ip6: linkLocal(mac), derived, ...chosen, ...habits });
  }
  return guests;
}
