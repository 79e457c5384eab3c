/**
 * The descriptor of a frame that is to be segmented, in a ring slot of its own behind the frame's first message (Xen's
 * io/netif.h, netif_extra_info). The slot is given by its offset in machine memory; all fields are little-endian.
 */

const TYPE = 0;
const FLAGS = 1;
const GSO_SIZE = 2;
const GSO_TYPE = 4;
const GSO_PAD = 5;

/** XEN_NETIF_EXTRA_TYPE_GSO. */
const TYPE_GSO = 1;
/** XEN_NETIF_GSO_TYPE_TCPV4. */
const GSO_TCPV4 = 1;
/** XEN_NETIF_EXTRA_FLAG_MORE: another descriptor follows. */
const MORE = 1;

/** @param segment - bytes of TCP payload in each segment. The slot's last two bytes keep what they hold */
export function writeGsoTcpv4(view: DataView, slot: number, segment: number): void {
  view.setUint8(slot + TYPE, TYPE_GSO);
  view.setUint8(slot + FLAGS, 0);
  view.setUint16(slot + GSO_SIZE, segment, true);
  view.setUint8(slot + GSO_TYPE, GSO_TCPV4);
  view.setUint8(slot + GSO_PAD, 0);
}

/** @returns bytes of TCP payload in each segment; 0 for a descriptor of something else */
export function readGsoTcpv4(view: DataView, slot: number): number {
  const isTcpv4 = view.getUint8(slot + TYPE) === TYPE_GSO && view.getUint8(slot + GSO_TYPE) === GSO_TCPV4;
  return isTcpv4 ? view.getUint16(slot + GSO_SIZE, true) : 0;
}

/** Whether another descriptor follows. */
export function hasMoreExtra(view: DataView, slot: number): boolean {
  return (view.getUint8(slot + FLAGS) & MORE) !== 0;
}
