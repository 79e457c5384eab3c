import type { Window } from './window.ts';

/** Bytes of an Ethernet II header. */
export const ETHERNET_HEADER_LENGTH = 14;

const DESTINATION = 0;
const SOURCE = 6;
const TYPE = 12;

/** Writes an Ethernet II header at the start of the window: all 14 bytes. */
export function writeEthernet(
  window: Window,
  destination: Uint8Array,
  source: Uint8Array,
  type: number,
): void {
  const o = window.claim(0, ETHERNET_HEADER_LENGTH);
  const { bytes, view } = window;
  for (let i = 0; i < 6; i++) {
    bytes[o + DESTINATION + i] = destination[i] as number;
    bytes[o + SOURCE + i] = source[i] as number;
  }
  view.setUint16(o + TYPE, type);
}
