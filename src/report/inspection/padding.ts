import { ARP_LENGTH } from '../../wire/arp.ts';
import { ETHERNET_HEADER_LENGTH } from '../../wire/ethernet.ts';
import type { FrameReader } from '../../wire/frame-reader.ts';
import { LAYER_ARP } from '../../wire/layers.ts';
import { LARGEST_802_3_LENGTH } from '../../wire/protocol-numbers.ts';

/**
 * Where the packet in a frame ends, and padding up to the 60 bytes that Ethernet wants, or a trailer, begins.
 * @returns the length of the frame if there is none, or if what the frame carries does not tell its length
 */
export function paddingStart(reader: FrameReader): number {
  const { length, etherType } = reader;
  if (reader.ipVersion !== 0) return reader.ipEnd;
  if (reader.layer === LAYER_ARP) return ETHERNET_HEADER_LENGTH + ARP_LENGTH;
  if (etherType >= 0 && etherType <= LARGEST_802_3_LENGTH) {
    return Math.min(ETHERNET_HEADER_LENGTH + etherType, length);
  }
  return length;
}
