/** A packet of a capture. There is one object for all of them: it holds until the reader is asked for the next. */
export interface CapturedPacket {
  /** Position in the capture, from 1. */
  readonly number: number;
  /** Offset in the capture of its record or block. */
  readonly position: number;
  /** False for a packet whose time was not recorded; its time is then 0. */
  readonly hasTime: boolean;
  /** Since 1970, rounded down; negative before. */
  readonly seconds: number;
  /** Of that second, rounded down. */
  readonly nanoseconds: number;
  /** Index of its interface within the section of the capture; 0 in a classic capture. */
  readonly interfaceId: number;
  /** A LINKTYPE_ number, see https://www.tcpdump.org/linktypes.html. */
  readonly linkType: number;
  /** Holds the packet, among others. */
  readonly bytes: Uint8Array;
  /** Over the same memory as `bytes`, so that an index in one is an index in the other. */
  readonly view: DataView;
  /** Index in `bytes` of its first byte. */
  readonly offset: number;
  /** How many bytes of it were captured. */
  readonly length: number;
  /** How many it had on the wire. */
  readonly originalLength: number;
}

/** The same, for those who fill it in. */
export type PacketFields = { -readonly [K in keyof CapturedPacket]: CapturedPacket[K] };

/** The longest packet that is taken for one, as in Wireshark: a larger length is damage. */
export const LARGEST_PACKET = 262_144;

export function emptyPacket(): PacketFields {
  const bytes = new Uint8Array(0);
  return {
    number: 0,
    position: 0,
    hasTime: false,
    seconds: 0,
    nanoseconds: 0,
    interfaceId: 0,
    linkType: 0,
    bytes,
    view: new DataView(bytes.buffer),
    offset: 0,
    length: 0,
    originalLength: 0,
  };
}
