const END = 0;
const NOP = 1;
const LOOSE_SOURCE_ROUTE = 131;
const STRICT_SOURCE_ROUTE = 137;

/** Where an option has its length, if it is more than a type, and a source route its pointer to the next hop. */
const LENGTH = 1;
const POINTER = 2;

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
 * @param from - index in `bytes` of the first option
 * @param end - where the header ends, which must be within `bytes`
 */
export function areOptionsReadable(bytes: Uint8Array, from: number, end: number): boolean {
  let at = from;
  while (at + 1 < end) {
    const type = bytes[at] as number;
    if (type === END) return true;
    if (type === NOP) {
      at += 1;
      continue;
    }
    const length = bytes[at + LENGTH] as number;
    if (length < 2 || at + length > end) return true;
    if (length < (SHORTEST[type] as number)) return false;
    at += length;
  }
  return true;
}

/**
 * Where options of an IPv4 header have the address of the packet's final destination: at the end of a source route that
 * is not used up yet (RFC 791, 3.1). The pseudo header of TCP and UDP is made with the final destination (RFC 1122,
 * 4.1.3.2 and 4.2.3.8).
 *
 * @param from - index in `bytes` of the first option
 * @param end - where the header ends, which must be within `bytes`
 * @returns index in `bytes` of the 4 bytes of the address; -1 if there is no such route, and it is the header's destination
 */
export function finalDestinationAt(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at + 1 < end) {
    const type = bytes[at] as number;
    if (type === END) break;
    if (type === NOP) {
      at += 1;
      continue;
    }
    const length = bytes[at + LENGTH] as number;
    if (length < 2 || at + length > end) break;
    if (type === LOOSE_SOURCE_ROUTE || type === STRICT_SOURCE_ROUTE) {
      const pointer = length < 3 ? 0 : (bytes[at + POINTER] as number);
      if (pointer < 4 || pointer % 4 !== 0 || pointer > length) break;
      return at + length - 4;
    }
    at += length;
  }
  return -1;
}
