import { CannotWrite } from '../wire/cannot-write.ts';
import type { Message } from './messages.ts';

/**
 * Messages of the RX ring, netback to netfront (Xen's io/netif.h, netif_rx_request and netif_rx_response).
 * Slots are given by their offset in machine memory; all fields are little-endian.
 */

/** Bytes per slot. */
export const RX_SLOT_SIZE = 8;

const ID = 0;
const GREF = 4;

const OFFSET = 2;
const FLAGS = 4;
const STATUS = 6;

/** The status of a response whose page could not be filled: -1, in 16 bits. */
export const RX_ERROR = 0xffff;

export function writeRxRequest(view: DataView, slot: number, id: number, gref: number): void {
  view.setUint16(slot + ID, id, true);
  view.setUint32(slot + GREF, gref, true);
}

export function rxRequestId(view: DataView, slot: number): number {
  return view.getUint16(slot + ID, true);
}
export function rxRequestGref(view: DataView, slot: number): number {
  return view.getUint32(slot + GREF, true);
}

/**
 * Writes a response for a page that was filled. All but the status is written before the size is looked at,
 * as upstream's assertion comes last.
 *
 * @param size - of the whole frame in its first response, of the fragment in each later one
 * @throws CannotWrite if `size` is not positive; the slot then keeps its old status field
 */
export function writeRxResponse(view: DataView, slot: number, id: number, flags: number, size: number): void {
  view.setUint16(slot + ID, id, true);
  view.setUint16(slot + OFFSET, 0, true);
  view.setUint16(slot + FLAGS, flags, true);
  if (size <= 0) throw new CannotWrite(`Cannot answer RX request ${id}: a size of ${size} is not positive`);
  view.setUint16(slot + STATUS, size, true);
}

/** @returns the id of the response in a slot */
export function rxResponseId(view: DataView, slot: number): number {
  return view.getUint16(slot + ID, true);
}

/** Reads a response into `message`. Its status, which is a size or 0 for an error, is unsigned, as upstream has it. */
export function readRxResponse(view: DataView, slot: number, message: Message): void {
  message.id = view.getUint16(slot + ID, true);
  message.gref = 0;
  message.offset = view.getUint16(slot + OFFSET, true);
  message.flags = view.getUint16(slot + FLAGS, true);
  message.size = view.getUint16(slot + STATUS, true);
}
