import { NatTable } from './nat-table.ts';
import type { NatPacket } from './packets.ts';

/** What a rule says of the packets that it is about. The first rule that is about a packet decides. */
export interface FirewallRule {
  /** Their source addresses; any if absent. */
  from?: ReadonlySet<number>;
  /** Their destination addresses; any if absent. */
  to?: ReadonlySet<number>;
  /** Any if absent. */
  protocol?: NatPacket['transport']['protocol'];
  /** Their destination port; any if absent. */
  port?: number;
  /** accept: goes on as it is; nat: with the firewall's own address, and its answers come back. */
  action: 'accept' | 'nat' | 'drop';
}

export interface FirewallOptions {
  /** Its own address, towards its uplink. */
  address: number;
  /** The addresses of the guests behind it. */
  guests: readonly number[];
  rules: readonly FirewallRule[];
}

/** Where a packet comes from or goes to: a guest, by its place in the list of guests, or the uplink. */
export type Port = number;

export const UPLINK_PORT: Port = -1;

/** Where a packet goes, and whether its addresses were changed; or why it goes nowhere. */
export type Route = { to: Port; isTranslated: boolean } | { dropped: string };

/**
 * What a firewall between guests and a network does with packets (qubes-mirage-firewall 0.5, firewall.ml and client_net.ml).
 * Like that one, it looks at no checksum: its writer makes them all anew.
 */
export class Firewall {
  readonly #options: FirewallOptions;
  readonly #nat = new NatTable();

  constructor(options: FirewallOptions) {
    this.#options = options;
  }

  /**
   * @param packet - is changed as it goes out
   * @param from - where it came in
   */
  route(packet: NatPacket, from: Port): Route {
    const { guests } = this.#options;
    if (from !== UPLINK_PORT && packet.source !== guests[from]) {
      return { dropped: 'its source address is not that of the guest' };
    }
    if (from === UPLINK_PORT && this.#isInside(packet.source)) {
      return { dropped: 'it comes from outside with a source address of the inside' };
    }
    if (this.#nat.translate(packet)) return this.#forward(packet, true);
    switch (this.#actionFor(packet, from)) {
      case 'accept':
        return this.#forward(packet, false);
      case 'nat':
        if (this.#nat.add(packet, this.#options.address)) return this.#forward(packet, true);
        return { dropped: 'it cannot be translated' };
      case 'drop':
        return { dropped: 'a rule drops it' };
      case undefined:
        return { dropped: from === UPLINK_PORT ? 'no guest has asked for it' : 'no rule accepts it' };
    }
  }

  /** What is not said otherwise is as there: guests get out, and not to each other; nobody gets in. */
  #actionFor(packet: NatPacket, from: Port): FirewallRule['action'] | undefined {
    const rule = this.#options.rules.find((each) => isAbout(each, packet));
    if (rule !== undefined) return rule.action;
    return from === UPLINK_PORT || this.#isInside(packet.destination) ? undefined : 'nat';
  }

  #forward({ destination }: NatPacket, isTranslated: boolean): Route {
    const guest = this.#options.guests.indexOf(destination);
    if (guest >= 0) return { to: guest, isTranslated };
    if (destination === this.#options.address) return { dropped: 'it is for the firewall itself' };
    return { to: UPLINK_PORT, isTranslated };
  }

  #isInside(address: number): boolean {
    return address === this.#options.address || this.#options.guests.includes(address);
  }
}

function isAbout({ from, to, protocol, port }: FirewallRule, packet: NatPacket): boolean {
  const { transport } = packet;
  if (from !== undefined && !from.has(packet.source)) return false;
  if (to !== undefined && !to.has(packet.destination)) return false;
  if (protocol !== undefined && protocol !== transport.protocol) return false;
  return port === undefined || (transport.protocol !== 'icmp' && transport.destinationPort === port);
}
