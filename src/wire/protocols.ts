import { ARP } from './arp.ts';
import { DHCP } from './dhcp.ts';
import { ETHERNET } from './ethernet.ts';
import { ICMP } from './icmp.ts';
import { ICMPV6 } from './icmpv6.ts';
import { IPV4 } from './ipv4.ts';
import { IPV6 } from './ipv6.ts';
import { LAYER_ETHERNET } from './layers.ts';
import type { Application, Protocol, Transport } from './protocol.ts';
import { TCP } from './tcp.ts';
import { UDP } from './udp.ts';

/**
 * The protocols that a frame can turn out to carry. A new one is a file of its own, with the layout of its header, its
 * reading and its row, as udp.ts has them for a protocol with a number in the IP header and dhcp.ts for one that goes
 * by UDP ports; and that row, at the end of this table. The reader, the names of fields, flows and reports find it here.
 *
 * The order is that of the numbers in layers.ts, which has those that somebody asks for. If a protocol has a checksum of
 * its own, that has a number and a name in checksum-status.ts. What only carries packets is no row: tunnels are cases of
 * tunnels.ts, and what is passed on the way to a packet, such as a VLAN tag, of wrapped-packet.ts.
 */
export const PROTOCOLS: readonly (Protocol | Transport | Application)[] = [
  ETHERNET,
  ARP,
  IPV4,
  IPV6,
  ICMP,
  UDP,
  TCP,
  DHCP,
  ICMPV6,
];

/** Their names, for people and for the JSON report, indexed by layer. */
export const LAYER_NAMES: readonly string[] = PROTOCOLS.map(({ name }) => name);

/** Indexed by the protocol number of the IP header. */
const TRANSPORTS: (Transport | undefined)[] = new Array<undefined>(256).fill(undefined);
const TRANSPORT_LAYERS = new Uint8Array(256);

const APPLICATIONS = PROTOCOLS.filter((row): row is Application => 'ports' in row);
const HIGHEST_PORT = Math.max(...APPLICATIONS.flatMap(({ ports }) => ports));
/** Indexed by UDP port: the layer, LAYER_ETHERNET if nothing is known of the port. */
const PORT_LAYERS = new Uint8Array(HIGHEST_PORT + 1).fill(LAYER_ETHERNET);

for (const [layer, row] of PROTOCOLS.entries()) {
  if ('number' in row) {
    TRANSPORTS[row.number] = row;
    TRANSPORT_LAYERS[row.number] = layer;
  }
  if ('ports' in row) for (const port of row.ports) PORT_LAYERS[port] = layer;
}

/** @param protocol - the number in the IP header; -1 if that is not known */
export function transportOf(protocol: number): Transport | undefined {
  return TRANSPORTS[protocol & 255];
}

/** @param protocol - of a transport */
export function layerOfTransport(protocol: number): number {
  return TRANSPORT_LAYERS[protocol] as number;
}

/** The layer of what a datagram carries by its ports; LAYER_ETHERNET if nothing is known of them. */
export function layerOfPorts(source: number, destination: number): number {
  if (source > HIGHEST_PORT && destination > HIGHEST_PORT) return LAYER_ETHERNET;
  return (PORT_LAYERS[source] ?? LAYER_ETHERNET) || (PORT_LAYERS[destination] ?? LAYER_ETHERNET);
}

/** @param layer - by the ports of a datagram, not LAYER_ETHERNET */
export function applicationOf(layer: number): Application {
  return PROTOCOLS[layer] as Application;
}
