import { IPV4_DESTINATION, IPV4_HEADER_LENGTH } from './ipv4.ts';

const END = 0;
const NOP = 1;
const LOOSE_SOURCE_ROUTE = 131;
const STRICT_SOURCE_ROUTE = 137;

/** The shortest length that an option of a known type can have, 0 for types that are not known. */
const SHORTEST = new Uint8Array(256);
for (const [type, length] of [
  [7, 3], // record route (RFC 791)
  [11, 4], // MTU probe (RFC 1063)
  [12, 4], // MTU reply (RFC 1063)
  [25, 8], // quick start (RFC 4782)
  [68, 4], // timestamp (RFC 791)
  [82, 12], // traceroute (RFC 1393)
  [130, 3], // security (RFC 1108)
  [LOOSE_SOURCE_ROUTE, 3],
  [133, 3], // extended security (RFC 1108)
  [134, 6], // commercial security (CIPSO)
  [136, 4], // stream identifier (RFC 791)
  [STRICT_SOURCE_ROUTE, 3],
  [148, 4], // router alert (RFC 2113)
] as const) {
  SHORTEST[type] = length;
}

/**
 * Whether the options of an IPv4 header can be read. An option of a known type that is too short to hold its
 * own fields spoils the header; nothing behind it can be trusted then. A list that merely runs past the header's
 * end does not.
 *
 * @param header - index in `bytes` of the IPv4 header, of which `headerLength` bytes must be there
 */
export function areOptionsReadable(bytes: Uint8Array, header: number, headerLength: number): boolean {
  const end = header + headerLength;
  let at = header + IPV4_HEADER_LENGTH;
  while (at + 1 < end) {
    const type = bytes[at] as number;
    if (type === END) return true;
    if (type === NOP) {
      at += 1;
      continue;
    }
    const length = bytes[at + 1] as number;
    if (length < 2 || at + length > end) return true;
    if (length < (SHORTEST[type] as number)) return false;
    at += length;
  }
  return true;
}

/**
 * Where the address of an IPv4 packet's final destination lies. It is the destination field, unless a source
 * route that is not used up yet lists hops behind it: then it is the last address of the route (RFC 791, 3.1).
 * The pseudo header of TCP and UDP is made with the final destination (RFC 1122, 4.1.3.2 and 4.2.3.8).
 *
 * @param header - index in `bytes` of the IPv4 header, of which `headerLength` bytes must be there
 * @returns index in `bytes` of the 4 bytes of the address
 */
export function finalDestinationAt(bytes: Uint8Array, header: number, headerLength: number): number {
  const end = header + headerLength;
  let at = header + IPV4_HEADER_LENGTH;
  while (at + 1 < end) {
    const type = bytes[at] as number;
    if (type === END) break;
    if (type === NOP) {
      at += 1;
      continue;
    }
    const length = bytes[at + 1] as number;
    if (length < 2 || at + length > end) break;
    if (type === LOOSE_SOURCE_ROUTE || type === STRICT_SOURCE_ROUTE) {
      const pointer = length < 3 ? 0 : (bytes[at + 2] as number);
      if (pointer < 4 || pointer % 4 !== 0 || pointer > length) break;
      return at + length - 4;
    }
    at += length;
  }
  return header + IPV4_DESTINATION;
}
