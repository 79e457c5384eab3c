import type { Message } from './messages.ts';

/**
 * Messages of the TX ring, netfront to netback (Xen's io/netif.h, netif_tx_request and netif_tx_response).
 * Slots are given by their offset in machine memory; all fields are little-endian.
 */

/** Bytes per slot, the larger of request and response. */
export const TX_SLOT_SIZE = 12;

const GREF = 0;
/** And the flags behind it. */
const OFFSET = 4;
/** And the size behind it. */
const REQUEST_ID = 8;

/** And the status behind it. */
const RESPONSE_ID = 0;

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
  view.setInt32(slot + OFFSET, (offset & 0xffff) | (flags << 16), true);
  view.setInt32(slot + REQUEST_ID, (id & 0xffff) | (size << 16), true);
}

/** Reads a request into `message`. */
export function readTxRequest(view: DataView, slot: number, message: Message): void {
  const offsetAndFlags = view.getInt32(slot + OFFSET, true);
  const idAndSize = view.getInt32(slot + REQUEST_ID, true);
  message.gref = view.getUint32(slot + GREF, true);
  message.offset = offsetAndFlags & 0xffff;
  message.flags = offsetAndFlags >>> 16;
  message.id = idAndSize & 0xffff;
  message.size = idAndSize >>> 16;
}

export function writeTxResponse(view: DataView, slot: number, id: number, status: number): void {
  view.setInt32(slot + RESPONSE_ID, (id & 0xffff) | (status << 16), true);
}

export function txResponseId(view: DataView, slot: number): number {
  return view.getUint16(slot + RESPONSE_ID, true);
}
export function txResponseStatus(view: DataView, slot: number): number {
  return view.getInt32(slot + RESPONSE_ID, true) >> 16;
}
