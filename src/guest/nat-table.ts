import { ICMP_ECHO_REPLY, ICMP_ECHO_REQUEST } from '../wire/icmp.ts';
import type { NatPacket } from './packets.ts';

/** The first port that is given away; upstream draws one from here to 65535 at random, here they come in order. */
const FIRST_PORT = 1024;
const PORTS = 65536 - FIRST_PORT;

/** Timestamp and information, requests and replies (RFC 792): with an identifier, as the echo. */
const FIRST_QUERY = 13;
const LAST_QUERY = 16;

/** What becomes of the packets of one direction of a connection. */
interface Translation {
  source: number;
  destination: number;
  sourcePort: number;
  destinationPort: number;
}

type Protocol = NatPacket['transport']['protocol'];

/** Connections that leave with the NAT's own address (mirage-nat 1.1.0, nat_rewrite.ml). */
export class NatTable {
  readonly #translations = new Map<string, Translation>();
  /** The connections of each protocol, by the port that they were given: the keys of their two translations. */
  readonly #connections: Readonly<Record<Protocol, Map<number, readonly [string, string]>>> = {
    udp: new Map(),
    tcp: new Map(),
    icmp: new Map(),
  };
  readonly #next: Record<Protocol, number> = { udp: 0, tcp: 0, icmp: 0 };

  /**
   * Changes a packet of a known connection into what it is on the other side, a hop older.
   * @returns false if it is of none, or too old to go on: then it is as it was
   */
  translate(packet: NatPacket): boolean {
    const translation = canTranslate(packet) ? this.#translations.get(keyOf(packet)) : undefined;
    if (translation === undefined || packet.ttl === 0) return false;
    packet.ttl--;
    packet.source = translation.source;
    packet.destination = translation.destination;
    const { transport } = packet;
    if (transport.protocol === 'icmp') {
      transport.restOfHeader = translation.sourcePort * 0x1_0000 + (transport.restOfHeader & 0xffff);
    } else {
      transport.sourcePort = translation.sourcePort;
      transport.destinationPort = translation.destinationPort;
    }
    return true;
  }

  /**
   * Makes the connection of a packet known, and changes the packet as `translate`.
   * @param address - that it is to leave with
   * @returns false if it is of no connection that can be translated, or too old
   */
  add(packet: NatPacket, address: number): boolean {
    if (!canTranslate(packet)) return false;
    const { protocol } = packet.transport;
    const { source, destination } = packet;
    const [sourcePort, destinationPort] = portsOf(packet);
    const port = this.#freePort(protocol);
    const isQuery = protocol === 'icmp';
    const outward = keyOf(packet);
    const inward = key(protocol, destination, address, isQuery ? port : destinationPort, isQuery ? 0 : port);
    this.#translations.set(outward, { source: address, destination, sourcePort: port, destinationPort });
    this.#translations.set(inward, {
      source: destination,
      destination: source,
      sourcePort: isQuery ? sourcePort : destinationPort,
      destinationPort: isQuery ? 0 : sourcePort,
    });
    this.#connections[protocol].set(port, [outward, inward]);
    return this.translate(packet);
  }

  /** The connection that has had the port for longest loses it if all are taken. */
  #freePort(protocol: Protocol): number {
    const port = FIRST_PORT + this.#next[protocol];
    this.#next[protocol] = (this.#next[protocol] + 1) % PORTS;
    for (const known of this.#connections[protocol].get(port) ?? []) this.#translations.delete(known);
    return port;
  }
}

/** Errors of ICMP quote the packet that they are about, which would have to be translated, too: that is left out. */
function canTranslate({ transport }: NatPacket): boolean {
  if (transport.protocol !== 'icmp') return true;
  const { type } = transport;
  const isEcho = type === ICMP_ECHO_REQUEST || type === ICMP_ECHO_REPLY;
  return isEcho || (type >= FIRST_QUERY && type <= LAST_QUERY);
}

function portsOf({ transport }: NatPacket): [source: number, destination: number] {
  if (transport.protocol === 'icmp') return [transport.restOfHeader >>> 16, 0];
  return [transport.sourcePort, transport.destinationPort];
}

function keyOf(packet: NatPacket): string {
  const { source, destination, transport } = packet;
  return key(transport.protocol, source, destination, ...portsOf(packet));
}

function key(
  protocol: Protocol,
  source: number,
  destination: number,
  sourcePort: number,
  destinationPort: number,
): string {
  return `${protocol} ${source}:${sourcePort} ${destination}:${destinationPort}`;
}
