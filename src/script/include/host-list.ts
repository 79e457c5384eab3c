import { formatIpv4, formatIpv6, formatMac, parseIpv4, parseIpv6, parseMac } from '../../wire/address.ts';
import { derivedMac, linkLocal } from '../compile/mac.ts';
import type { DataPath } from '../errors.ts';
import { quote } from '../found.ts';
import type { Problems } from '../problems.ts';
import type { HostInput } from '../schema/head.ts';
import type { Party } from '../script.ts';

/** The hosts of a script and of all that it includes. */
export class HostList {
  readonly hosts = new Map<string, Party>();
  readonly #places = new Map<string, string>();
  readonly #problems: Problems;
  /** An address is a host's identity in the report, so no two can share it. */
  readonly #owners: Map<number, string>;

  constructor(unikernel: Party, problems: Problems) {
    this.#problems = problems;
    this.#owners = new Map([[unikernel.ip, 'unikernel']]);
  }

  /**
   * Adds the hosts of the script at hand. Those of the script that is loaded come first.
   * @param isSound - whether addresses can be compared
   */
  add(hosts: Readonly<Record<string, HostInput>>, isSound: boolean): void {
    for (const [name, input] of Object.entries(hosts)) {
      const party = partyOf(input);
      const known = this.hosts.get(name);
      if (known === undefined) this.hosts.set(name, party);
      if (isSound) this.#compare(name, party, known);
    }
  }

  #compare(name: string, party: Party, known: Party | undefined): void {
    const path: DataPath = ['hosts', name];
    const other = this.#places.get(name);
    if (known !== undefined && other !== undefined) {
      if (addresses(known) !== addresses(party)) {
        const message = `Host ${quote(name)} is ${addresses(party)} here, but ${addresses(known)} at ${other}`;
        this.#problems.report(path, message);
      }
      return;
    }
    this.#places.set(name, this.#problems.place(path));
    const owner = this.#owners.get(party.ip);
    if (owner === undefined) this.#owners.set(party.ip, name);
    else {
      const message = `Address ${formatIpv4(party.ip)} is already that of "${owner}"`;
      this.#problems.report([...path, 'ip'], message);
    }
  }
}

/** @returns the addresses of a host, with those that it leaves out made from the others */
export function partyOf(input: HostInput): Party {
  const ip = parseIpv4(input.ip) ?? 0;
  const mac = input.mac === undefined ? undefined : parseMac(input.mac);
  const ip6 = input.ip6 === undefined ? undefined : parseIpv6(input.ip6);
  const ownMac = mac ?? derivedMac(ip);
  const derived = [
    ...(mac === undefined ? ['mac' as const] : []),
    ...(ip6 === undefined ? ['ip6' as const] : []),
  ];
  return { mac: ownMac, ip, ip6: ip6 ?? linkLocal(ownMac), derived };
}

function addresses({ ip, mac, ip6 }: Party): string {
  return `${formatIpv4(ip)} (${formatMac(mac)}, ${formatIpv6(ip6)})`;
}
