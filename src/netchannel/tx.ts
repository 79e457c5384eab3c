/**
 * Messages of the TX ring, netfront to netback (Xen's io/netif.h, netif_tx_request and netif_tx_response).
 * Slots are given by their offset in machine memory; all fields are little-endian.
 */

/** Bytes per slot, the larger of request and response. */
export const TX_SLOT_SIZE = 12;

const GREF = 0;
const OFFSET = 4;
const FLAGS = 6;
const REQUEST_ID = 8;
const SIZE = 10;

const RESPONSE_ID = 0;
const STATUS = 2;

/** Status of a TX response. */
export const TxStatus = { okay: 0, null: 1, error: -1, dropped: -2 } as const;

/**
 * @param size - of the whole frame in its first request, of the fragment in each later one; the field has
 * 16 bits, and what is larger is cut
 */
export function writeTxRequest(
  view: DataView,
  slot: number,
  id: number,
  gref: number,
  offset: number,
  flags: number,
  size: number,
): void {
  view.setUint32(slot + GREF, gref, true);
  view.setUint16(slot + OFFSET, offset, true);
  view.setUint16(slot + FLAGS, flags, true);
  view.setUint16(slot + REQUEST_ID, id, true);
  view.setUint16(slot + SIZE, size, true);
}

export function txRequestGref(view: DataView, slot: number): number {
  return view.getUint32(slot + GREF, true);
}
export function txRequestOffset(view: DataView, slot: number): number {
  return view.getUint16(slot + OFFSET, true);
}
export function txRequestFlags(view: DataView, slot: number): number {
  return view.getUint16(slot + FLAGS, true);
}
export function txRequestId(view: DataView, slot: number): number {
  return view.getUint16(slot + REQUEST_ID, true);
}
export function txRequestSize(view: DataView, slot: number): number {
  return view.getUint16(slot + SIZE, true);
}

export function writeTxResponse(view: DataView, slot: number, id: number, status: number): void {
  view.setUint16(slot + RESPONSE_ID, id, true);
  view.setInt16(slot + STATUS, status, true);
}

export function txResponseId(view: DataView, slot: number): number {
  return view.getUint16(slot + RESPONSE_ID, true);
}
export function txResponseStatus(view: DataView, slot: number): number {
  return view.getInt16(slot + STATUS, true);
}
