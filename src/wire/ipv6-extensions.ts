import {
  IP_PROTOCOL_AUTHENTICATION,
  IP_PROTOCOL_HOP_BY_HOP,
  IP_PROTOCOL_IPV6_DESTINATION,
  IP_PROTOCOL_IPV6_FRAGMENT,
  IP_PROTOCOL_IPV6_ROUTING,
} from './protocol-numbers.ts';

/** The IPv6 packet whose extension headers are stepped over: what is read of it, and what is found out. */
export interface ExtendedPacket {
  readonly bytes: Uint8Array;
  /** Index in `bytes` of the frame's first byte. */
  readonly start: number;
  /** End of the IP packet, counted from the start of the frame. */
  readonly ipEnd: number;
  protocol: number;
  fragment: boolean;
  moreFragments: boolean;
  fragmentOffset: number;
}

/**
 * Steps over the extension headers of the IPv6 packet in `packet` (RFC 8200, 4), and sets its `protocol`
 * to what comes behind them, and its fragment fields.
 *
 * @param first - the next header field of the IPv6 header
 * @param offset - in the frame, of the byte behind the IPv6 header
 * @returns offset in the frame of what comes behind, or -1 if that cannot be said or its destination is not that
 *   of the IPv6 header: a chain that is cut short, an option past the packet's end, a route not yet used up
 */
export function skipIpv6Extensions(packet: ExtendedPacket, first: number, offset: number): number {
  const bytes = packet.bytes;
  let at = offset;
  packet.protocol = first;
  // What follows the header of a later fragment is not the start of anything.
  while (isExtension(packet.protocol) && packet.fragmentOffset === 0) {
    if (at + 8 > packet.ipEnd) return -1;
    const header = packet.protocol;
    const index = packet.start + at;
    const units = bytes[index + 1] as number;
    let length = units * 8 + 8;
    if (header === IP_PROTOCOL_AUTHENTICATION) length = units * 4 + 8;
    if (header === IP_PROTOCOL_IPV6_FRAGMENT) {
      length = 8;
      const low = bytes[index + 3] as number;
      packet.moreFragments = (low & 1) !== 0;
      packet.fragmentOffset = (bytes[index + 2] as number) * 256 + (low & 0xf8);
      packet.fragment = packet.moreFragments || packet.fragmentOffset !== 0;
    }
    packet.protocol = bytes[index] as number;
    if (at + length > packet.ipEnd) return -1;
    // Segments left: the destination is still to be swapped (RFC 8200, 4.4).
    if (header === IP_PROTOCOL_IPV6_ROUTING && bytes[index + 3] !== 0) return -1;
    if (hasOptions(header) && !areOptionsInside(packet, at + 2, at + length)) return -1;
    at += length;
  }
  return at;
}

function isExtension(protocol: number): boolean {
  return (
    hasOptions(protocol) ||
    protocol === IP_PROTOCOL_IPV6_ROUTING ||
    protocol === IP_PROTOCOL_IPV6_FRAGMENT ||
    protocol === IP_PROTOCOL_AUTHENTICATION
  );
}

function hasOptions(protocol: number): boolean {
  return protocol === IP_PROTOCOL_HOP_BY_HOP || protocol === IP_PROTOCOL_IPV6_DESTINATION;
}

/** Whether no option that starts before `end` runs past the packet's end (RFC 8200, 4.2). */
function areOptionsInside(packet: ExtendedPacket, offset: number, end: number): boolean {
  let at = offset;
  while (at < end) {
    const isPad1 = packet.bytes[packet.start + at] === 0;
    if (!isPad1 && at + 2 > packet.ipEnd) return false;
    at += isPad1 ? 1 : 2 + (packet.bytes[packet.start + at + 1] as number);
    if (at > packet.ipEnd) return false;
  }
  return true;
}
