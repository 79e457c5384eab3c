import type { Window } from './window.ts';

/** Bytes of an Ethernet II header. */
export const ETHERNET_HEADER_LENGTH = 14;

const TYPE = 12;

/** Writes an Ethernet II header at the start of the window: all 14 bytes. */
export function writeEthernet(
  window: Window,
  destination: Uint8Array,
  source: Uint8Array,
  type: number,
): void {
  const o = window.claim(0, ETHERNET_HEADER_LENGTH);
  const { view } = window;
  const to = wordAt(destination, 0);
  const middle = (halfAt(destination, 4) << 16) | halfAt(source, 0);
  const from = wordAt(source, 2);
  view.setInt32(o, to);
  view.setInt32(o + 4, middle);
  view.setInt32(o + 8, from);
  view.setInt16(o + TYPE, type);
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (halfAt(bytes, at) << 16) | halfAt(bytes, at + 2);
}

function halfAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}
