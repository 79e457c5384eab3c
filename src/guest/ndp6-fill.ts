import { NO_BYTES } from '../wire/bytes.ts';
import { ETHERNET_HEADER_LENGTH, writeEthernet } from '../wire/ethernet.ts';
import {
  ECHO6_REPLY,
  ICMPV6_HEADER_LENGTH,
  LINK_LAYER_OPTION_LENGTH,
  NEIGHBOUR_ADVERTISEMENT,
  NEIGHBOUR_MESSAGE_LENGTH,
  NEIGHBOUR_SOLICITATION,
  OPTION_SOURCE_LINK_LAYER,
  OPTION_TARGET_LINK_LAYER,
  ROUTER_SOLICITATION,
  storeIcmpv6Checksum,
  writeIcmpv6Header,
  writeLinkLayerAddress,
  writeLinkLayerOption,
  writeTarget,
} from '../wire/icmpv6.ts';
import { IPV6_HEADER_LENGTH, writeIpv6Header } from '../wire/ipv6.ts';
import { ETHERTYPE_IPV6, IP_PROTOCOL_ICMPV6 } from '../wire/protocol-numbers.ts';
import type { Window } from '../wire/window.ts';
import type { Ndp6Packet } from './packets.ts';

const IP = ETHERNET_HEADER_LENGTH;
const ICMP = IP + IPV6_HEADER_LENGTH;

/** Hop limit of neighbour discovery: only neighbours can send it (RFC 4861, 4.1). */
const NEIGHBOUR_HOP_LIMIT = 255;

/** ff02::2 */
const ALL_ROUTERS = Uint8Array.of(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2);

/** Solicited and override, or override alone (RFC 4861, 4.4). */
const SOLICITED_OVERRIDE = 0x60000000;
const OVERRIDE = 0x20000000;

/** Length of the ICMPv6 message that `packet` makes. */
function messageLength(packet: Ndp6Packet): number {
  switch (packet.kind) {
    case 'ns6':
    case 'na6':
      return NEIGHBOUR_MESSAGE_LENGTH + LINK_LAYER_OPTION_LENGTH;
    case 'rs6':
      return ICMPV6_HEADER_LENGTH + (hasAddress(packet.source) ? LINK_LAYER_OPTION_LENGTH : 0);
    case 'pong6':
      return ICMPV6_HEADER_LENGTH + packet.payload.length;
  }
}

function hasAddress(address: Uint8Array): boolean {
  for (let i = 0; i < address.length; i++) if (address[i] !== 0) return true;
  return false;
}

/** Length of the IPv6 packet that `packet` makes. */
export function ndp6PacketLength(packet: Ndp6Packet): number {
  return IPV6_HEADER_LENGTH + messageLength(packet);
}

/**
 * Fills the frame (tcpip 3.7.1, ndpv6.ml, Allocate).
 * @param mac - the guest's own
 * @returns the length of the frame
 */
export function fillNdp6(window: Window, packet: Ndp6Packet, mac: Uint8Array): number {
  writeEthernet(window, packet.destinationMac, mac, ETHERTYPE_IPV6);
  const destination = packet.kind === 'rs6' ? ALL_ROUTERS : packet.destination;
  const hopLimit = packet.kind === 'pong6' ? packet.hopLimit : NEIGHBOUR_HOP_LIMIT;
  writeIpv6Header(window, IP, packet.source, destination, IP_PROTOCOL_ICMPV6, hopLimit);
  switch (packet.kind) {
    case 'ns6':
      writeIcmpv6Header(window, ICMP, NEIGHBOUR_SOLICITATION, 0);
      writeTarget(window, ICMP, packet.target);
      writeLinkLayerOption(window, ICMP + NEIGHBOUR_MESSAGE_LENGTH, OPTION_SOURCE_LINK_LAYER, mac);
      storeIcmpv6Checksum(window, ICMP, NO_BYTES);
      break;
    case 'na6':
      writeIcmpv6Header(
        window,
        ICMP,
        NEIGHBOUR_ADVERTISEMENT,
        packet.solicited ? SOLICITED_OVERRIDE : OVERRIDE,
      );
      writeTarget(window, ICMP, packet.target);
      writeLinkLayerOption(window, ICMP + NEIGHBOUR_MESSAGE_LENGTH, OPTION_TARGET_LINK_LAYER, mac);
      storeIcmpv6Checksum(window, ICMP, NO_BYTES);
      break;
    case 'rs6':
      writeIcmpv6Header(window, ICMP, ROUTER_SOLICITATION, 0);
      if (hasAddress(packet.source)) writeLinkLayerAddress(window, ICMP + ICMPV6_HEADER_LENGTH, mac);
      storeIcmpv6Checksum(window, ICMP, NO_BYTES);
      break;
    case 'pong6': {
      const { payload } = packet;
      writeIcmpv6Header(window, ICMP, ECHO6_REPLY, ((packet.identifier << 16) | packet.sequence) >>> 0);
      // The payload is summed from where it is, and only then copied behind the header.
      storeIcmpv6Checksum(window, ICMP, payload);
      window.setRange(ICMP + ICMPV6_HEADER_LENGTH, payload);
      break;
    }
  }
  return ICMP + messageLength(packet);
}
