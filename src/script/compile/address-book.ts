import { formatIpv4, formatIpv6, formatMac, parseIpv4, parseIpv6, parseMac } from '../../wire/address.ts';
import { destinationMac } from '../../wire/ipv4.ts';
import type { DataPath } from '../errors.ts';
import { quote } from '../found.ts';
import type { Problems } from '../problems.ts';
import { type Party, UNIKERNEL } from '../script.ts';
import { didYouMean } from '../suggestion.ts';
import { derivedMac, multicastMac6 } from './mac.ts';

const NO_MAC = new Uint8Array(6);
const NO_IP6 = new Uint8Array(16);

/** Finds addresses by host name, by their notation, or by one another. Reports what it cannot find. */
export class AddressBook {
  /** Whose packets they are: the unikernel's, or those of a guest behind it. */
  readonly unikernel: Party;
  readonly #parties: ReadonlyMap<string, Party>;
  readonly #problems: Problems;
  /** Unknown names are reported; not so if the hosts of the script could not be read. */
  readonly #isComplete: boolean;
  /** Where all that a guest sends goes first; undefined if it goes to whom it is for. */
  readonly #gateway: Uint8Array | undefined;
  readonly #byIp = new Map<number, Party>();
  readonly #byIp6 = new Map<string, Party>();

  constructor(
    unikernel: Party,
    hosts: ReadonlyMap<string, Party>,
    problems: Problems,
    { isComplete, gateway }: { isComplete: boolean; gateway?: Party },
  ) {
    this.unikernel = unikernel;
    this.#gateway = gateway?.mac;
    this.#parties = new Map([[UNIKERNEL, gateway ?? unikernel], ...hosts]);
    this.#problems = problems;
    this.#isComplete = isComplete;
    for (const party of [...this.#parties.values()].reverse()) {
      this.#byIp.set(party.ip, party);
      this.#byIp6.set(formatIpv6(party.ip6), party);
    }
  }

  /** The same for a guest behind the unikernel, whose frames all go there. */
  behind(guest: Party): AddressBook {
    const [, ...others] = this.#parties;
    return new AddressBook(guest, new Map(others), this.#problems, {
      isComplete: this.#isComplete,
      gateway: this.unikernel,
    });
  }

  /** @returns the IPv4 address that `text`, standing at `path`, names; 0 if it names none */
  ipv4(text: string, path: DataPath): number {
    const address = this.#parties.get(text)?.ip ?? parseIpv4(text);
    return address ?? this.#missing(text, 'an IPv4 address', path, 0);
  }

  /** @returns the IPv6 address that `text`, standing at `path`, names; "::" if it names none */
  ipv6(text: string, path: DataPath): Uint8Array {
    const address = this.#parties.get(text)?.ip6 ?? parseIpv6(text);
    return address ?? this.#missing(text, 'an IPv6 address', path, NO_IP6);
  }

  /**
   * @param text - a host's name, a MAC address, or an IP address
   * @returns the MAC address that frames for it go to: that of the host with that IP address, or one made from it
   */
  mac(text: string, path: DataPath): Uint8Array {
    const party = this.#parties.get(text);
    if (party !== undefined) return this.#gateway ?? party.mac;
    const written = parseMac(text);
    if (written !== undefined) return written;
    const ip = parseIpv4(text);
    if (ip !== undefined) return this.macOfIpv4(ip);
    const ip6 = parseIpv6(text);
    if (ip6 !== undefined) return this.macOfIpv6(ip6);
    return this.#missing(text, 'a MAC or IP address', path, NO_MAC);
  }

  /** @returns what ARP answers for `ip`, or the address that multicast and broadcast go to */
  macOfIpv4(ip: number): Uint8Array {
    return destinationMac(ip, this.#gateway ?? this.#byIp.get(ip)?.mac ?? derivedMac(ip));
  }

  /** @returns what neighbour discovery answers for `ip6`, or the address that multicast goes to */
  macOfIpv6(ip6: Uint8Array): Uint8Array {
    const last = new DataView(ip6.buffer, ip6.byteOffset).getUint32(12);
    return multicastMac6(ip6) ?? this.#gateway ?? this.#byIp6.get(formatIpv6(ip6))?.mac ?? derivedMac(last);
  }

  /**
   * @param text - a host's name, or an address of any kind
   * @returns the address that it names, in the usual notation: the IPv4 address of a host that is named
   */
  address(text: string, path: DataPath): string {
    const ip = this.#parties.get(text)?.ip ?? parseIpv4(text);
    if (ip !== undefined) return formatIpv4(ip);
    const ip6 = parseIpv6(text);
    if (ip6 !== undefined) return formatIpv6(ip6);
    const mac = parseMac(text);
    return mac === undefined ? this.#missing(text, 'an address', path, '') : formatMac(mac);
  }

  #missing<Address>(text: string, what: string, path: DataPath, otherwise: Address): Address {
    // Names begin with a letter; what has dots and colons and digits was meant as an address.
    const looksLikeName = /^[A-Za-z][\w.-]*$/.test(text);
    if (!looksLikeName) {
      this.#problems.report(path, `Expected a host name or ${what}, got ${quote(text)}`);
    } else if (this.#isComplete) {
      this.#problems.report(path, `Unknown host ${quote(text)}${didYouMean(text, this.#parties.keys())}`);
    }
    return otherwise;
  }
}
