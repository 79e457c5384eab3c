import { derivedMac, linkLocal } from '../../script/compile/mac.ts';
import type { Party } from '../../script/script.ts';
import { formatIpv4, formatIpv6, formatMac, parseIpv6, parseMac } from '../../wire/address.ts';
import {
  ARP_LENGTH,
  ARP_OPERATION,
  ARP_REPLY,
  ARP_SENDER_IP,
  ARP_SENDER_MAC,
  ARP_TARGET_IP,
  ARP_TARGET_MAC,
} from '../../wire/arp.ts';
import {
  ETHERNET_DESTINATION,
  ETHERNET_HEADER_LENGTH,
  ETHERNET_SOURCE,
  ETHERNET_TYPE,
} from '../../wire/ethernet.ts';
import { IPV4_DESTINATION, IPV4_HEADER_LENGTH, IPV4_SOURCE } from '../../wire/ipv4.ts';
import { IPV6_HEADER_LENGTH, IPV6_SOURCE } from '../../wire/ipv6.ts';
import { ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from '../../wire/protocol-numbers.ts';
import type { CollectedFrame } from './collected-frames.ts';
import { Frequencies } from './frequencies.ts';

const PAYLOAD = ETHERNET_HEADER_LENGTH;

/** More hosts than that nobody reads; the addresses of the others stand in the steps. */
const MOST_HOSTS = 256;

const BROADCAST = 0xffff_ffff;

/** The first two bytes of MAC addresses that are made from IPv4 addresses. */
const DERIVED = 0x0200;

/** Where the unikernel stands if the capture does not tell its IPv4 address. */
const DEFAULT_IP = 0x0a00_0001;

/** Who takes part in a capture. */
export interface Participants {
  unikernel: Party;
  /** By name, in the order in which they come up. */
  hosts: ReadonlyMap<string, Party>;
}

/** Who of those in the capture is the unikernel: a MAC or an IPv4 address; undefined for who sends most frames. */
export type GuestChoice = { mac: Uint8Array } | { ip: number } | undefined;

/**
 * Finds out who takes part, by the addresses in the frames. What is not told right here makes a script that is less
 * easy to read, and no wrong one.
 *
 * @returns undefined if nobody has the address of `choice`
 */
export function participantsOf(
  frames: readonly CollectedFrame[],
  choice: GuestChoice,
): Participants | undefined {
  const sightings = new Sightings();
  for (const { bytes } of frames) sightings.see(bytes);
  const mac = sightings.guestMac(choice);
  if (mac === undefined) return undefined;
  const hostIps = sightings.ips(mac);
  const ip =
    (choice !== undefined && 'ip' in choice ? choice.ip : sightings.ipOf(mac)) ?? freeAddress(hostIps);
  hostIps.delete(ip);
  return {
    unikernel: partyOf(ip, mac, sightings.ip6Of(mac)),
    hosts: nameHosts(sightings, [...hostIps].slice(0, MOST_HOSTS), mac),
  };
}

function partyOf(ip: number, mac: string | undefined, ip6: string | undefined): Party {
  const macBytes = (mac === undefined ? undefined : parseMac(mac)) ?? derivedMac(ip);
  return { ip, mac: macBytes, ip6: (ip6 === undefined ? undefined : parseIpv6(ip6)) ?? linkLocal(macBytes) };
}

function freeAddress(taken: ReadonlySet<number>): number {
  let ip = DEFAULT_IP;
  while (taken.has(ip)) ip++;
  return ip;
}

function nameHosts(sightings: Sightings, ips: readonly number[], guest: string): Map<string, Party> {
  const hosts = new Map<string, Party>();
  const gateway = sightings.gateway(ips, guest);
  let count = 0;
  for (const ip of ips) {
    const mac = sightings.hostMac(ip, guest);
    const name = ip === gateway ? 'gateway' : `host${++count}`;
    hosts.set(name, partyOf(ip, mac, mac === undefined ? undefined : sightings.ip6Of(mac)));
  }
  return hosts;
}

/** Which addresses were seen together, and how often. */
class Sightings {
  readonly #senders = new Frequencies<string>();
  /** IPv4 addresses that ARP tells of a MAC address, and the other way round. */
  readonly #arpIp = new Map<string, Frequencies<number>>();
  readonly #arpMac = new Map<number, string>();
  /** IPv4 and IPv6 sources of the frames from a MAC address. */
  readonly #sources = new Map<string, Frequencies<number>>();
  readonly #sources6 = new Map<string, Frequencies<string>>();
  /** IPv4 destinations of the frames from a MAC address. */
  readonly #destinations = new Map<string, Set<number>>();
  /** MAC addresses of the frames to and from an IPv4 address. */
  readonly #macs = new Map<number, Frequencies<string>>();

  see(bytes: Uint8Array): void {
    if (bytes.length < ETHERNET_HEADER_LENGTH) return;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const to = formatMac(bytes, ETHERNET_DESTINATION);
    const from = formatMac(bytes, ETHERNET_SOURCE);
    this.#senders.add(from);
    const type = view.getUint16(ETHERNET_TYPE);
    if (type === ETHERTYPE_ARP && bytes.length >= PAYLOAD + ARP_LENGTH) {
      this.#seeArp(formatMac(bytes, PAYLOAD + ARP_SENDER_MAC), view.getUint32(PAYLOAD + ARP_SENDER_IP));
      if (view.getUint16(PAYLOAD + ARP_OPERATION) === ARP_REPLY)
        this.#seeArp(formatMac(bytes, PAYLOAD + ARP_TARGET_MAC), view.getUint32(PAYLOAD + ARP_TARGET_IP));
    } else if (type === ETHERTYPE_IPV4 && bytes.length >= PAYLOAD + IPV4_HEADER_LENGTH) {
      const source = view.getUint32(PAYLOAD + IPV4_SOURCE);
      const destination = view.getUint32(PAYLOAD + IPV4_DESTINATION);
      if (isHost(source)) frequenciesOf(this.#sources, from).add(source);
      this.#seeDestination(from, destination);
      this.#seePair(source, from);
      this.#seePair(destination, to);
    } else if (type === ETHERTYPE_IPV6 && bytes.length >= PAYLOAD + IPV6_HEADER_LENGTH) {
      const source = formatIpv6(bytes, PAYLOAD + IPV6_SOURCE);
      if (source !== '::' && bytes[PAYLOAD + IPV6_SOURCE] !== 0xff)
        frequenciesOf(this.#sources6, from).add(source);
    } else {
      this.#seeDerived(view, ETHERNET_DESTINATION, to);
      this.#seeDerived(view, ETHERNET_SOURCE, from);
    }
  }

  guestMac(choice: GuestChoice): string | undefined {
    if (choice === undefined) return this.#senders.most() ?? '00:16:3e:00:00:01';
    if ('mac' in choice) {
      const mac = formatMac(choice.mac);
      return this.#senders.count(mac) > 0 ? mac : undefined;
    }
    const arp = this.#arpMac.get(choice.ip);
    if (arp !== undefined && this.#senders.count(arp) > 0) return arp;
    const senders = new Frequencies<string>();
    for (const [mac, ips] of this.#sources) senders.add(mac, ips.count(choice.ip));
    const mac = senders.most();
    return mac !== undefined && senders.count(mac) > 0 ? mac : undefined;
  }

  /** The address that a MAC address is known by: what ARP says, or what most of its packets have. */
  ipOf(mac: string): number | undefined {
    const sentTo = this.#destinations.get(mac);
    // A firewall's packets have the sources of those that it forwards for, but nobody sends to itself.
    const source = this.#sources.get(mac)?.most((ip) => sentTo?.has(ip) !== true);
    return this.#arpIp.get(mac)?.most() ?? source;
  }

  /** @returns undefined for a link-local address that follows from the MAC address */
  ip6Of(mac: string): string | undefined {
    return this.#sources6.get(mac)?.most();
  }

  /** All IPv4 addresses of single hosts, the unikernel's possibly among them. */
  ips(guest: string): Set<number> {
    const ips = new Set<number>();
    for (const [ip, macs] of this.#macs) {
      const mac = macs.most();
      // What only goes to a group is the address of a subnet.
      if (mac === undefined || mac === guest || !isGroup(mac)) ips.add(ip);
    }
    for (const ip of this.#arpMac.keys()) if (isHost(ip)) ips.add(ip);
    return ips;
  }

  /** @returns undefined for a host behind another, and for one of which no MAC address is known */
  hostMac(ip: number, guest: string): string | undefined {
    const arp = this.#arpMac.get(ip);
    if (arp !== undefined && arp !== guest) return arp;
    const mac = this.#macs.get(ip)?.most((candidate) => candidate !== guest && !isGroup(candidate));
    if (mac === undefined || this.#arpIp.has(mac)) return undefined;
    return mac;
  }

  /** The host whose MAC address gets packets for most others, if it is for at least two. */
  gateway(ips: readonly number[], guest: string): number | undefined {
    const behind = new Frequencies<number>();
    for (const ip of ips) {
      if (this.hostMac(ip, guest) !== undefined) continue;
      const mac = this.#macs.get(ip)?.most((candidate) => candidate !== guest);
      const owner = mac === undefined ? undefined : this.#arpIp.get(mac)?.most();
      if (owner !== undefined && owner !== ip) behind.add(owner);
    }
    const gateway = behind.most();
    return gateway !== undefined && ips.includes(gateway) && behind.count(gateway) >= 2 ? gateway : undefined;
  }

  #seeArp(mac: string, ip: number): void {
    if (!isHost(ip) || isGroup(mac) || mac === '00:00:00:00:00:00') return;
    frequenciesOf(this.#arpIp, mac).add(ip);
    if (!this.#arpMac.has(ip)) this.#arpMac.set(ip, mac);
  }

  #seeDestination(mac: string, ip: number): void {
    let destinations = this.#destinations.get(mac);
    if (destinations === undefined) {
      destinations = new Set();
      this.#destinations.set(mac, destinations);
    }
    destinations.add(ip);
  }

  /** A MAC address that a script made from an IPv4 address tells it. */
  #seeDerived(view: DataView, at: number, mac: string): void {
    if (view.getUint16(at) === DERIVED) this.#seePair(view.getUint32(at + 2), mac);
  }

  #seePair(ip: number, mac: string): void {
    if (isHost(ip)) frequenciesOf(this.#macs, ip).add(mac);
  }
}

function isHost(ip: number): boolean {
  return ip !== 0 && ip !== BROADCAST && ip >>> 28 !== 0xe;
}

function isGroup(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

function frequenciesOf<Key, Item>(all: Map<Key, Frequencies<Item>>, key: Key): Frequencies<Item> {
  let frequencies = all.get(key);
  if (frequencies === undefined) {
    frequencies = new Frequencies();
    all.set(key, frequencies);
  }
  return frequencies;
}

/** @returns the `unikernel` and `hosts` of a script, with what follows from the rest left out */
export function describeParticipants({ unikernel, hosts }: Participants): {
  unikernel: Record<string, string>;
  hosts: Record<string, Record<string, string>>;
} {
  const described = Object.fromEntries([...hosts].map(([name, host]) => [name, describeParty(host)]));
  const { ip, mac = formatMac(unikernel.mac), ip6 } = describeParty(unikernel);
  return {
    unikernel: { mac, ip: ip ?? '', ...(ip6 === undefined ? {} : { ip6 }) },
    hosts: described,
  };
}

function describeParty({ ip, mac, ip6 }: Party): Record<string, string> {
  const text = formatMac(mac);
  const address6 = formatIpv6(ip6);
  return {
    ...(text === formatMac(derivedMac(ip)) ? {} : { mac: text }),
    ip: formatIpv4(ip),
    ...(address6 === formatIpv6(linkLocal(mac)) ? {} : { ip6: address6 }),
  };
}
