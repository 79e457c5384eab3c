import { type Field, indicesOf, namesOf } from './field.ts';
import type { Protocol } from './protocol.ts';
import type { Window } from './window.ts';

export const ETHERNET_DESTINATION = 0;
export const ETHERNET_SOURCE = 6;
/** The EtherType, or a length (IEEE 802.3). */
export const ETHERNET_TYPE = 12;
/** Bytes of an Ethernet II header. */
export const ETHERNET_HEADER_LENGTH = 14;

export const ETHERNET_FIELDS = [
  [ETHERNET_DESTINATION, 6, 'ethernet.destination'],
  [ETHERNET_SOURCE, 6, 'ethernet.source'],
  [ETHERNET_TYPE, 2, 'ethernet.type'],
] as const satisfies readonly Field[];

const NAMES = [...namesOf(ETHERNET_FIELDS), 'ethernet.payload', 'trailer'] as const;
const BYTES = indicesOf(NAMES, ETHERNET_FIELDS);

export const ETHERNET_PAYLOAD = NAMES.indexOf('ethernet.payload');
/** What follows the packet in a frame. */
export const ETHERNET_TRAILER = NAMES.indexOf('trailer');

export const ETHERNET: Protocol = {
  name: 'ethernet',
  fields: NAMES,
  fieldAt: (_, at) => BYTES[at] ?? ETHERNET_PAYLOAD,
};

/** Writes an Ethernet II header at the start of the window: all 14 bytes. */
export function writeEthernet(
  window: Window,
  destination: Uint8Array,
  source: Uint8Array,
  type: number,
): void {
  const to = wordAt(destination, 0);
  const middle = (halfAt(destination, 4) << 16) | halfAt(source, 0);
  storeHeader(window, to, middle, wordAt(source, 2), type);
}

/** Writes the same header again and again, as long as it is told of no other destination. */
export class EthernetWriter {
  private readonly type: number;
  private readonly source: Uint8Array;
  private destination: Uint8Array | undefined;
  /** The two addresses as words. */
  private to = 0;
  private middle = 0;
  private readonly from: number;

  constructor(source: Uint8Array, type: number) {
    this.source = source;
    this.type = type;
    this.from = wordAt(source, 2);
  }

  /** Writes all 14 bytes. @param destination - whose bytes never change */
  write(window: Window, destination: Uint8Array): void {
    if (destination !== this.destination) {
      this.destination = destination;
      this.to = wordAt(destination, 0);
      this.middle = (halfAt(destination, 4) << 16) | halfAt(this.source, 0);
    }
    storeHeader(window, this.to, this.middle, this.from, this.type);
  }
}

function storeHeader(window: Window, to: number, middle: number, from: number, type: number): void {
  const o = window.claim(0, ETHERNET_HEADER_LENGTH);
  const { view } = window;
  view.setInt32(o + ETHERNET_DESTINATION, to);
  view.setInt32(o + ETHERNET_DESTINATION + 4, middle);
  view.setInt32(o + ETHERNET_SOURCE + 2, from);
  view.setInt16(o + ETHERNET_TYPE, type);
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (halfAt(bytes, at) << 16) | halfAt(bytes, at + 2);
}

function halfAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}
