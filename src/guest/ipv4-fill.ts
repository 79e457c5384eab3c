import type { ByteRange } from '../wire/bytes.ts';
import { ETHERNET_HEADER_LENGTH, EthernetWriter } from '../wire/ethernet.ts';
import { ICMP_ECHO_REPLY, ICMP_ECHO_REQUEST, ICMP_HEADER_LENGTH, writeIcmpHeader } from '../wire/icmp.ts';
import {
  destinationMac,
  IPV4_HEADER_LENGTH,
  type Ipv4Header,
  writeCorrectedIpv4Header,
} from '../wire/ipv4.ts';
import {
  ETHERTYPE_IPV4,
  IP_PROTOCOL_ICMP,
  IP_PROTOCOL_TCP,
  IP_PROTOCOL_UDP,
} from '../wire/protocol-numbers.ts';
import { setPartialChecksum } from '../wire/pseudo-header.ts';
import { TCP_CHECKSUM, TCP_HEADER_LENGTH, writeTcpHeader } from '../wire/tcp.ts';
import { tcpOptionsLength } from '../wire/tcp-options.ts';
import { UDP_CHECKSUM, UDP_HEADER_LENGTH, writeUdpHeader } from '../wire/udp.ts';
import type { Window } from '../wire/window.ts';
import type { IcmpEcho, TcpSegment, UdpDatagram } from './packets.ts';

/** What goes out through the stack's IPv4 output path. */
export type Ipv4Packet = UdpDatagram | TcpSegment | IcmpEcho;

/** TTL of packets that name none (tcpip 3.7.1, static_ipv4.ml). */
const DEFAULT_TTL = 38;

const IP = ETHERNET_HEADER_LENGTH;
const TRANSPORT = IP + IPV4_HEADER_LENGTH;

/** Bytes of the transport header that `packet` needs. */
export function transportHeaderLength(packet: Ipv4Packet): number {
  switch (packet.kind) {
    case 'udp':
      return UDP_HEADER_LENGTH;
    case 'tcp':
      return TCP_HEADER_LENGTH + tcpOptionsLength(packet.options);
    case 'icmp-echo':
      return ICMP_HEADER_LENGTH;
  }
}

/** Whether the packet may be cut into fragments; TCP never lets it. */
export function mayFragment(packet: Ipv4Packet): boolean {
  return packet.kind !== 'tcp' && packet.fragment !== false;
}

/**
 * Writes the transport header of `packet` at `at`.
 * @returns its length
 */
export function writeTransportHeader(window: Window, at: number, packet: Ipv4Packet): number {
  switch (packet.kind) {
    case 'udp':
      writeUdpHeader(
        window,
        at,
        packet.source,
        packet.destination,
        packet.sourcePort,
        packet.destinationPort,
        packet.payload,
      );
      return UDP_HEADER_LENGTH;
    case 'tcp':
      return writeTcpHeader(window, at, packet.source, packet.destination, packet, packet.payload);
    case 'icmp-echo':
      writeIcmpHeader(
        window,
        at,
        packet.request ? ICMP_ECHO_REQUEST : ICMP_ECHO_REPLY,
        0,
        ((packet.identifier << 16) | packet.sequence) >>> 0,
        packet.payload,
      );
      return ICMP_HEADER_LENGTH;
  }
}

const PROTOCOLS = { udp: IP_PROTOCOL_UDP, tcp: IP_PROTOCOL_TCP, 'icmp-echo': IP_PROTOCOL_ICMP };

/** Writes Ethernet and IPv4 headers of the stack's output path, and nothing behind them. */
export class Ipv4HeaderWriter {
  private readonly ethernet: EthernetWriter;
  private readonly header: Ipv4Header = {
    source: 0,
    destination: 0,
    identification: 0,
    flagsAndOffset: 0,
    ttl: DEFAULT_TTL,
    protocol: 0,
    options: new Uint8Array(0),
  };

  /** @param mac - the guest's own */
  constructor(mac: Uint8Array) {
    this.ethernet = new EthernetWriter(mac, ETHERTYPE_IPV4);
  }

  writeEthernet(window: Window, packet: Ipv4Packet): void {
    this.ethernet.write(window, destinationMac(packet.destination, packet.destinationMac));
  }

  /** The IPv4 header comes last, with a checksum that covers whatever is in the type of service. */
  writeIpv4(
    window: Window,
    packet: Ipv4Packet,
    identification: number,
    flagsAndOffset: number,
    payloadLength: number,
  ): void {
    const header = this.header;
    header.source = packet.source;
    header.destination = packet.destination;
    header.identification = identification;
    header.flagsAndOffset = flagsAndOffset;
    header.ttl = packet.ttl ?? DEFAULT_TTL;
    header.protocol = PROTOCOLS[packet.kind];
    writeCorrectedIpv4Header(window, IP, header, payloadLength);
  }

  /**
   * Fills a whole, unfragmented packet.
   * @returns the length of the frame
   */
  fillWhole(window: Window, packet: Ipv4Packet, flagsAndOffset: number): number {
    const payload: ByteRange = packet.payload;
    this.writeEthernet(window, packet);
    const headerLength = writeTransportHeader(window, TRANSPORT, packet);
    window.setRange(TRANSPORT + headerLength, payload);
    this.writeIpv4(window, packet, 0, flagsAndOffset, headerLength + payload.length);
    return TRANSPORT + headerLength + payload.length;
  }

  /**
   * As `fillWhole`, for a packet whose UDP or TCP checksum is left to the network card: the sum of the pseudo header takes
   * the place of the whole one.
   */
  fillLeftToCard(window: Window, packet: UdpDatagram | TcpSegment, flagsAndOffset: number): number {
    const length = this.fillWhole(window, packet, flagsAndOffset);
    const { kind, source, destination } = packet;
    const field = TRANSPORT + (kind === 'udp' ? UDP_CHECKSUM : TCP_CHECKSUM);
    const at = window.start + field;
    setPartialChecksum(window.view, at, source, destination, PROTOCOLS[kind], length - TRANSPORT);
    return length;
  }
}
