import { type Party, UNIKERNEL } from '../../script/script.ts';
import { formatIpv4, formatIpv6, formatMac } from '../../wire/address.ts';
import type { Participants } from './participants.ts';

/** Says addresses by the names that the script has for them. */
export class ParticipantNames {
  readonly #byIp = new Map<string, string>();
  readonly #byIp6 = new Map<string, string>();
  readonly #byMac = new Map<string, string>();

  constructor({ unikernel, hosts }: Participants) {
    this.#enter(UNIKERNEL, unikernel);
    for (const [name, host] of hosts) this.#enter(name, host);
  }

  ipv4(ip: number): string {
    const text = formatIpv4(ip);
    return this.#byIp.get(text) ?? text;
  }

  ipv6(address: Uint8Array): string {
    const text = formatIpv6(address);
    return this.#byIp6.get(text) ?? text;
  }

  mac(mac: Uint8Array): string {
    const text = formatMac(mac);
    return this.#byMac.get(text) ?? text;
  }

  /** @returns undefined for an address that the script has no name for */
  hostOfMac(mac: Uint8Array): string | undefined {
    return this.#byMac.get(formatMac(mac));
  }

  /** The first of those who share an address has it. */
  #enter(name: string, { ip, ip6, mac }: Party): void {
    for (const [names, address] of [
      [this.#byIp, formatIpv4(ip)],
      [this.#byIp6, formatIpv6(ip6)],
      [this.#byMac, formatMac(mac)],
    ] as const) {
      if (!names.has(address)) names.set(address, name);
    }
  }
}
