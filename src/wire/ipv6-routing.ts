import { addViewToSum } from './checksum.ts';

/** Kinds of routing headers (IANA): of RFC 2460, of mobile nodes (RFC 6275), of RPL (RFC 6554), of segments (RFC 8754). */
const TYPE_SOURCE_ROUTE = 0;
const TYPE_MOBILE = 2;
const TYPE_RPL = 3;
const TYPE_SEGMENTS = 4;

const ROUTING_TYPE = 2;
export const ROUTING_SEGMENTS_LEFT = 3;
/** Of RPL: how many bytes of all addresses, and of the last, are those of the IPv6 header's, in halves of a byte ... */
const RPL_SHARED = 4;
/** ... and, in the upper half, how many bytes are behind the last address (RFC 6554, 3). */
const RPL_PADDING = 5;
/** Where the addresses of all of them begin. */
const ADDRESSES = 8;
const ADDRESS_LENGTH = 16;

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
  switch (view.getUint8(header + ROUTING_TYPE)) {
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
  const shared = view.getUint8(header + RPL_SHARED) & 15;
  const padding = view.getUint8(header + RPL_PADDING) >>> 4;
  const own = ADDRESS_LENGTH - shared;
  const at = length - padding - own;
  if (at < ADDRESSES) return -1;
  const sum = addViewToSum(0, view, destination, shared);
  return addViewToSum(sum, view, header + at, own, (shared & 1) === 1);
}
