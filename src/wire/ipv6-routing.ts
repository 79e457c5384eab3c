import { addViewToSum } from './checksum.ts';

/** Kinds of routing headers (IANA): of RFC 2460, of mobile nodes (RFC 6275), of RPL (RFC 6554), of segments (RFC 8754). */
const TYPE_SOURCE_ROUTE = 0;
const TYPE_MOBILE = 2;
const TYPE_RPL = 3;
const TYPE_SEGMENTS = 4;

const ADDRESS_LENGTH = 16;
/** Where the addresses of all of them begin. */
const ADDRESSES = 8;

/**
 * The address that a packet with segments left is on its way to: what stands in the pseudo header (RFC 8200, 8.1).
 *
 * @param header - index in `view` of the routing header, of which all `length` bytes are there
 * @param destination - index in `view` of the destination address of the IPv6 header
 * @returns the sum of its 16 bytes, or -1 if it is a kind of header that is not known, or has no such address
 */
export function finalDestinationSum(
  view: DataView,
  header: number,
  length: number,
  destination: number,
): number {
  switch (view.getUint8(header + 2)) {
    case TYPE_SOURCE_ROUTE:
      if (length < ADDRESSES + ADDRESS_LENGTH) return -1;
      return addViewToSum(0, view, header + length - ADDRESS_LENGTH, ADDRESS_LENGTH);
    case TYPE_MOBILE:
    case TYPE_SEGMENTS:
      // The list of segments is in reverse order (RFC 8754, 2).
      if (length < ADDRESSES + ADDRESS_LENGTH) return -1;
      return addViewToSum(0, view, header + ADDRESSES, ADDRESS_LENGTH);
    case TYPE_RPL:
      return rplDestinationSum(view, header, length, destination);
    default:
      return -1;
  }
}

/** The last address of a compressed list lacks the first bytes, which are those of the IPv6 header's (RFC 6554, 3). */
function rplDestinationSum(view: DataView, header: number, length: number, destination: number): number {
  const shared = view.getUint8(header + 4) & 15;
  const padding = view.getUint8(header + 5) >>> 4;
  const own = ADDRESS_LENGTH - shared;
  const at = length - padding - own;
  if (at < ADDRESSES) return -1;
  const sum = addViewToSum(0, view, destination, shared);
  return addViewToSum(sum, view, header + at, own, (shared & 1) === 1);
}
