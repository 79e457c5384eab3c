/** Whether frames are ARP packets, or IPv4 packets of one flow, although one is damaged: then it is no wonder that they are alike. */

import { ARP_LENGTH } from '../../wire/arp.ts';
import { ETHERNET_HEADER_LENGTH, ETHERNET_TYPE } from '../../wire/ethernet.ts';
import { IPV4_HEADER_LENGTH, IPV4_SOURCE, IPV4_TOTAL_LENGTH } from '../../wire/ipv4.ts';
import { ETHERTYPE_ARP, ETHERTYPE_IPV4 } from '../../wire/protocol-numbers.ts';
import type { FrameHistory } from './frame-history.ts';
import type { Stretch } from './stretch.ts';

/** Of the first byte of an IPv4 packet. */
const IPV4_VERSION = 0x40;

/**
 * What two IPv4 packets of a flow have in common: offsets in the frame of version, type of service, flags, time to live,
 * protocol, addresses, and of the ports behind a header without options; and how much of it may be damaged.
 */
const FLOW = [14, 15, 20, 21, 22, 23, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37];
const FLOW_END = 38;
const MOST_DAMAGED = 4;

const ARP_END = ETHERNET_HEADER_LENGTH + ARP_LENGTH;

/** Whether a frame that declares no length may be an IPv4 packet with a damaged type or header. */
export function mayBeIpv4(history: FrameHistory, sequence: number): boolean {
  const { bytes, view } = history;
  const start = history.startOf(sequence);
  if (history.lengthOf(sequence) < FLOW_END) return false;
  if (hasType(view, start, ETHERTYPE_IPV4)) return true;
  return isIpv4(bytes, start) && ipv4End(view, start) === history.lengthOf(sequence);
}

/**
 * Whether two frames are packets of one flow of which one is damaged, so that it seems to be of another kind or length: they have
 * the same IPv4 header in the same places, a few bytes aside. What a writer left out of a frame is where no header was written,
 * and what is left there of a packet says the length of that packet, not of the frame.
 *
 * @param kind - of what is looked at in the first of them
 * @param made - bytes at the beginning of frames that their link has not: 0 for Ethernet
 */
export function areOfOneFlow(
  history: FrameHistory,
  sequence: number,
  other: number,
  kind: Stretch['kind'],
  made: number,
): boolean {
  const { bytes, view } = history;
  const length = history.lengthOf(sequence);
  if (length < FLOW_END || history.lengthOf(other) < FLOW_END) return false;
  const mine = history.startOf(sequence);
  const theirs = history.startOf(other);
  if (!isIpv4(bytes, mine) && !isIpv4(bytes, theirs)) return false;
  // Nobody writes the type of IPv4 and no header behind it.
  if (kind === 'undeclared' && hasType(view, mine, ETHERTYPE_IPV4) && hasType(view, theirs, ETHERTYPE_IPV4))
    return true;
  // Where the link does not tell the MAC address of the recipient, all have the same.
  const isSameAddress = made === 0 && history.isEqual(mine, theirs, ETHERNET_TYPE);
  const isKnown = made === 0 && kind !== 'declared';
  if (!isSameAddress && (isKnown || !haveSameIpv4(history, mine, theirs))) return false;
  if (kind === 'undeclared') {
    if (ipv4End(view, mine) === length) return true;
    if (length !== history.lengthOf(other)) return false;
  }
  let different = 0;
  for (const at of FLOW) if (bytes[mine + at] !== bytes[theirs + at]) different++;
  return different <= MOST_DAMAGED;
}

/** Whether bytes that end at an offset lie where two ARP packets have their addresses, although one says that it is shorter. */
export function areArp({ view }: FrameHistory, mine: number, theirs: number, end: number): boolean {
  return end <= ARP_END && hasType(view, mine, ETHERTYPE_ARP) && hasType(view, theirs, ETHERTYPE_ARP);
}

/** Whether the first byte behind an Ethernet header without tags is that of an IPv4 packet. */
function isIpv4(bytes: Uint8Array, start: number): boolean {
  return ((bytes[start + ETHERNET_HEADER_LENGTH] as number) & 0xf0) === IPV4_VERSION;
}

function haveSameIpv4(history: FrameHistory, mine: number, theirs: number): boolean {
  const at = ETHERNET_HEADER_LENGTH + IPV4_SOURCE;
  return history.isEqual(mine + at, theirs + at, IPV4_HEADER_LENGTH - IPV4_SOURCE);
}

/** @returns where an IPv4 packet right behind an Ethernet header says that it ends, as an offset in the frame */
function ipv4End(view: DataView, start: number): number {
  return ETHERNET_HEADER_LENGTH + view.getUint16(start + ETHERNET_HEADER_LENGTH + IPV4_TOTAL_LENGTH);
}

function hasType(view: DataView, start: number, type: number): boolean {
  return view.getUint16(start + ETHERNET_TYPE) === type;
}
