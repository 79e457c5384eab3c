/** How long what an Ethernet frame carries says it is: by EtherType, the kinds that say so. */

import { ARP_HARDWARE_LENGTH, ARP_PROTOCOL_LENGTH, ARP_SENDER_MAC } from '../wire/arp.ts';
import { IPV4_HEADER_LENGTH, IPV4_TOTAL_LENGTH } from '../wire/ipv4.ts';
import { IPV6_HEADER_LENGTH, IPV6_NEXT_HEADER, IPV6_PAYLOAD_LENGTH } from '../wire/ipv6.ts';
import { LARGEST_802_3_LENGTH } from '../wire/protocol-numbers.ts';

/**
 * @param at - index of the first byte behind the Ethernet header and its tags
 * @param available - how many bytes there are from there on
 * @returns how many bytes are no padding, more than are available if the frame is too short; -1 if that is not told
 */
type LengthOf = (view: DataView, at: number, available: number) => number;

/** RFC 826: two addresses of the sender and two of the target, as long as it says. */
const arp: LengthOf = (view, at, available) => {
  if (available < ARP_SENDER_MAC) return -1;
  const addresses = view.getUint8(at + ARP_HARDWARE_LENGTH) + view.getUint8(at + ARP_PROTOCOL_LENGTH);
  return ARP_SENDER_MAC + 2 * addresses;
};

/** A field of 16 bits counts what follows a header; or all, if the header's length is 0. */
function lengthField(field: number, header: number): LengthOf {
  return (view, at, available) => (available < field + 2 ? -1 : header + view.getUint16(at + field));
}

const LABEL_LENGTH = 4;
const BOTTOM_OF_STACK = 1 << 8;

/** RFC 3032: IP is what it is if it looks like it; a pseudowire's control word begins with 0 (RFC 4385). */
const mpls: LengthOf = (view, at, available) => {
  let label = 0;
  while (label + LABEL_LENGTH <= available && (view.getUint32(at + label) & BOTTOM_OF_STACK) === 0) {
    label += LABEL_LENGTH;
  }
  const header = label + LABEL_LENGTH;
  if (available < header + IPV6_NEXT_HEADER) return -1;
  const version = view.getUint8(at + header) >>> 4;
  const length =
    version === 4
      ? view.getUint16(at + header + IPV4_TOTAL_LENGTH)
      : view.getUint16(at + header + IPV6_PAYLOAD_LENGTH);
  if (length === 0) return -1;
  if (version === 4) return length < IPV4_HEADER_LENGTH ? -1 : header + length;
  return version === 6 ? header + IPV6_HEADER_LENGTH + length : -1;
};

/** IEEE 802.1AB, 8.4: pieces of 7 bits of type and 9 of length, the last of which is empty. */
const lldp: LengthOf = (view, at, available) => {
  for (let piece = 0; piece + 2 <= available; ) {
    const head = view.getUint16(at + piece);
    piece += 2 + (head & 0x1ff);
    if (head === 0) return piece;
  }
  return -1;
};

/** What IP and IEEE 802.3 say is not here. A kind that is not here does not tell its length. */
const KINDS: ReadonlyMap<number, LengthOf> = new Map([
  [0x0806, arp],
  // RARP, and AppleTalk's ARP.
  [0x8035, arp],
  [0x80f3, arp],
  // IPX: a checksum, then the length of all.
  [0x8137, lengthField(2, 0)],
  [0x8847, mpls],
  [0x8848, mpls],
  // PPPoE (RFC 2516, 4), in its two stages.
  [0x8863, lengthField(4, 6)],
  [0x8864, lengthField(4, 6)],
  // EAPOL (IEEE 802.1X, 11.3).
  [0x888e, lengthField(2, 4)],
  [0x88cc, lldp],
  // PTP (IEEE 1588, 13.3): the length of all.
  [0x88f7, lengthField(2, 0)],
]);

/** @returns as LengthOf does */
export function declaredLength(etherType: number, view: DataView, at: number, available: number): number {
  // Type 0 is a type of its own for Wireshark, too, and no length.
  if (etherType > 0 && etherType <= LARGEST_802_3_LENGTH) return etherType;
  return KINDS.get(etherType)?.(view, at, available) ?? -1;
}
