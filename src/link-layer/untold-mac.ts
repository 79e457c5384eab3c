import { ETHERNET_DESTINATION, ETHERNET_SOURCE } from '../wire/ethernet.ts';
import { type Flow, forgetMacs, storeFlow } from '../wire/flow.ts';
import type { FrameReader } from '../wire/frame-reader.ts';

/** Stands in a header that was made where nobody tells whose address it would be: for one, and for a group. */
export const UNTOLD: Uint8Array = Uint8Array.of(2, 0, 0, 0, 0, 0);
export const UNTOLD_GROUP: Uint8Array = Uint8Array.of(3, 0, 0, 0, 0, 0);

/** @param at - index in `bytes` of a MAC address */
export function isUntold(bytes: Uint8Array, at: number): boolean {
  if (((bytes[at] as number) | 1) !== 3) return false;
  for (let i = 1; i < 6; i++) if (bytes[at + i] !== 0) return false;
  return true;
}

/**
 * As `storeFlow`, of a frame whose header was made: MAC addresses that nobody told are unknown.
 * @param reader - has read the frame, which still lies there
 */
export function storeToldFlow(reader: FrameReader, flow: Flow): void {
  storeFlow(reader, flow);
  const { bytes, start } = reader;
  forgetMacs(flow, {
    sender: isUntold(bytes, start + ETHERNET_SOURCE),
    recipient: isUntold(bytes, start + ETHERNET_DESTINATION),
  });
}
