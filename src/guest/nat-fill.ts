import { ETHERNET_HEADER_LENGTH, writeEthernet } from '../wire/ethernet.ts';
import { ICMP_HEADER_LENGTH, writeIcmpHeaderInPlace } from '../wire/icmp.ts';
import { IPV4_HEADER_LENGTH, type Ipv4Header, writeIpv4Header } from '../wire/ipv4.ts';
import {
  ETHERTYPE_IPV4,
  IP_PROTOCOL_ICMP,
  IP_PROTOCOL_TCP,
  IP_PROTOCOL_UDP,
} from '../wire/protocol-numbers.ts';
import { TCP_HEADER_LENGTH, writeTcpHeader } from '../wire/tcp.ts';
import { tcpOptionsLength } from '../wire/tcp-options.ts';
import { UDP_HEADER_LENGTH, writeUdpHeader } from '../wire/udp.ts';
import type { Window } from '../wire/window.ts';
import type { NatPacket } from './packets.ts';

const IP = ETHERNET_HEADER_LENGTH;

/** Length of the IPv4 packet that `packet` makes, as mirage-nat counts it: options are not padded. */
export function natPacketLength(packet: NatPacket): number {
  return (
    IPV4_HEADER_LENGTH + packet.ipOptions.length + transportLength(packet) + packet.transport.payload.length
  );
}

function transportLength({ transport }: NatPacket): number {
  switch (transport.protocol) {
    case 'udp':
      return UDP_HEADER_LENGTH;
    case 'tcp':
      return TCP_HEADER_LENGTH + tcpOptionsLength(transport.options);
    case 'icmp':
      return ICMP_HEADER_LENGTH;
  }
}

const PROTOCOLS = { udp: IP_PROTOCOL_UDP, tcp: IP_PROTOCOL_TCP, icmp: IP_PROTOCOL_ICMP };

/** Rewrites forwarded packets into frames (mirage-nat 1.1.0, nat_packet.ml, into_cstruct). */
export class NatWriter {
  private readonly mac: Uint8Array;
  private readonly header: Ipv4Header = {
    source: 0,
    destination: 0,
    identification: 0,
    flagsAndOffset: 0,
    ttl: 0,
    protocol: 0,
    options: new Uint8Array(0),
  };

  /** @param mac - the guest's own */
  constructor(mac: Uint8Array) {
    this.mac = mac;
  }

  /**
   * Fills the frame: the payload first, the transport header next, the plain IPv4 header last, without the
   * correction of the stack's own output path. A packet that does not fit is logged upstream and the length
   * of an empty one returned.
   *
   * @returns the length of the frame
   */
  fill(window: Window, packet: NatPacket): number {
    writeEthernet(window, packet.destinationMac, this.mac, ETHERTYPE_IPV4);
    const length = natPacketLength(packet);
    if (length > window.length - IP) return IP;

    const { source, destination, transport, ipOptions } = packet;
    const at = IP + IPV4_HEADER_LENGTH + ipOptions.length;
    const headerLength = transportLength(packet);
    const { payload } = transport;
    window.setRange(at + headerLength, payload);
    switch (transport.protocol) {
      case 'udp':
        writeUdpHeader(
          window,
          at,
          source,
          destination,
          transport.sourcePort,
          transport.destinationPort,
          payload,
        );
        break;
      case 'tcp':
        writeTcpHeader(window, at, source, destination, transport, payload);
        break;
      case 'icmp':
        writeIcmpHeaderInPlace(window, at, transport.type, transport.code, transport.restOfHeader, payload);
        break;
    }
    const header = this.header;
    header.source = source;
    header.destination = destination;
    header.identification = packet.identification;
    header.flagsAndOffset = packet.flagsAndOffset;
    header.ttl = packet.ttl;
    header.protocol = PROTOCOLS[transport.protocol];
    header.options = ipOptions;
    writeIpv4Header(window, IP, header, headerLength + payload.length);
    return IP + length;
  }
}
