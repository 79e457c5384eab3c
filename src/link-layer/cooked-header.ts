import type { CapturedPacket } from '../capture-reader/index.ts';

/** Where the header of a Linux cooked capture has what it tells besides the type: the low bytes of numbers of 16 bits. */
interface Layout {
  length: number;
  kind: number;
  hardware: number;
  addressLength: number;
  address: number;
}

/** By LINKTYPE_ number: LINUX_SLL and LINUX_SLL2, see https://www.tcpdump.org/linktypes.html. */
const LAYOUTS: ReadonlyMap<number, Layout> = new Map([
  [113, { length: 16, kind: 1, hardware: 2, addressLength: 5, address: 6 }],
  [276, { length: 20, kind: 10, hardware: 8, addressLength: 11, address: 12 }],
]);

/** What PACKET_BROADCAST and PACKET_MULTICAST of Linux are. */
const TO_ALL = 1;
const TO_GROUP = 2;
/** ARPHRD_ETHER of Linux. */
const ETHERNET_DEVICE = 1;
const MAC_LENGTH = 6;

/** What a Linux cooked capture tells of a packet beside its type. One serves millions of packets. */
export class CookedHeader {
  /** Where in the packet the MAC address of its sender is; -1 if it tells none. */
  sender = -1;
  /** Whether it was sent to everybody, or to a group. */
  toAll = false;
  toGroup = false;
  /** Whether it crossed an Ethernet. */
  onEthernet = false;

  /** @param packet - of any link: one that is not cooked tells nothing */
  read({ linkType, bytes, view, offset, length }: CapturedPacket): void {
    const layout = LAYOUTS.get(linkType);
    const isThere = layout !== undefined && length >= layout.length;
    const kind = isThere ? bytes[offset + layout.kind] : 0;
    this.toAll = kind === TO_ALL;
    this.toGroup = kind === TO_GROUP;
    this.onEthernet = isThere && view.getUint16(offset + layout.hardware) === ETHERNET_DEVICE;
    const isMac = isThere && bytes[offset + layout.addressLength] === MAC_LENGTH;
    this.sender = isMac && !isZero(bytes, offset + layout.address) ? layout.address : -1;
  }
}

/** The loopback device of Linux has such an address, which is nobody's. */
function isZero(bytes: Uint8Array, at: number): boolean {
  return bytes.subarray(at, at + MAC_LENGTH).every((byte) => byte === 0);
}
