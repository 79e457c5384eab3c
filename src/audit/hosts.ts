import { formatIpv4, formatIpv6, formatMac } from '../wire/address.ts';
import { Flow, hashAddress, hasSameAddress, recipientOf, setRecipient } from '../wire/flow.ts';
import type { Recipient } from './findings.ts';

/** A machine by the addresses that frames for it can carry. */
export interface HostAddresses {
  name: string;
  /** Unsigned 32-bit number. */
  ip: number;
  /** 16 bytes. */
  ip6: Uint8Array;
  /** 6 bytes. */
  mac: Uint8Array;
  /** Which of them nobody has declared: they were made from the others. */
  derived?: readonly ('mac' | 'ip6')[];
}

/** An address on its way into the table. */
interface Entry {
  kind: Exclude<Recipient['kind'], 'unknown'>;
  bytes: Uint8Array;
  /** Number of the host. */
  host: number;
  isDerived: boolean;
}

/**
 * Whose an address is: all addresses of a host are one recipient. One that several hosts declare is nobody's, and stays
 * an address; so does one that follows from the addresses of several hosts and that none declares. Of an address that
 * one host declares and that follows from another's, the first is the owner. Broadcast is nobody's, whoever declares it.
 */
export class Hosts {
  /** Address (as in Recipient.address) to the name of the host that it belongs to. */
  readonly names: Readonly<Record<string, string>>;
  /** By number; nobody has the number 0. */
  readonly #hosts: string[] = [''];
  /** Open addressing: index in `owned`, or 0. A power of two, at most half of it taken. */
  readonly #slots: Uint32Array;
  /** A flow to each address, with the number of its host; there is none at 0. */
  readonly #owned = [new Flow()];

  /** @param hosts - with different names, the guest among them */
  constructor(hosts: readonly HostAddresses[] = []) {
    const claims = new Map<string, Entry[]>();
    for (const { name, ip, ip6, mac, derived = [] } of hosts) {
      const host = this.#hosts.push(name) - 1;
      const claim = (kind: Entry['kind'], bytes: Uint8Array, address: string, isDerived: boolean): void => {
        const others = claims.get(address) ?? [];
        others.push({ kind, bytes, host, isDerived });
        claims.set(address, others);
      };
      claim('ipv4', Uint8Array.of(ip >>> 24, ip >>> 16, ip >>> 8, ip), formatIpv4(ip), false);
      claim('ipv6', ip6, formatIpv6(ip6), derived.includes('ip6'));
      claim('mac', mac, formatMac(mac), derived.includes('mac'));
    }
    const names: Record<string, string> = {};
    let size = 2;
    while (size < 2 * claims.size) size *= 2;
    this.#slots = new Uint32Array(size);
    for (const [address, entries] of claims) {
      const owner = ownerOf(entries);
      if (owner === undefined || owner.bytes.every((byte) => byte === 0xff)) continue;
      this.#add(owner);
      names[address] = this.#hosts[owner.host] ?? '';
    }
    this.names = names;
  }

  /** Notes in `flow` which host its recipient is. Allocates nothing. */
  resolve(flow: Flow): void {
    flow.host = 0;
    const slots = this.#slots;
    const owned = this.#owned;
    const mask = slots.length - 1;
    let slot = hashAddress(flow) & mask;
    let index = slots[slot] as number;
    while (index !== 0) {
      const known = owned[index] as Flow;
      if (hasSameAddress(known, flow)) {
        flow.host = known.host;
        return;
      }
      slot = (slot + 1) & mask;
      index = slots[slot] as number;
    }
  }

  /** @param flow - resolved */
  recipientOf(flow: Readonly<Flow>): Recipient {
    const recipient = recipientOf(flow);
    if (flow.host === 0) return recipient;
    const { kind, address } = recipient;
    return { kind, address, host: this.#hosts[flow.host] ?? '' };
  }

  #add({ kind, bytes, host }: Entry): void {
    const flow = new Flow();
    setRecipient(flow, kind, bytes);
    flow.host = host;
    const mask = this.#slots.length - 1;
    let slot = hashAddress(flow) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = this.#owned.push(flow) - 1;
  }
}

/** @returns undefined if nobody among those who claim an address owns it */
function ownerOf(entries: readonly Entry[]): Entry | undefined {
  const declared = entries.filter(({ isDerived }) => !isDerived);
  const candidates = declared.length > 0 ? declared : entries;
  return candidates.length === 1 ? candidates[0] : undefined;
}
