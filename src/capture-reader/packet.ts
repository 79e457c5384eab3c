/** A packet of a capture. There is one object for all of them: it holds until the reader is asked for the next. */
export interface CapturedPacket {
  /** Position in the capture, from 1, as Wireshark counts: it takes a few other blocks of pcapng for frames as well. */
  readonly number: number;
  /** Offset in the capture of its record or block. */
  readonly position: number;
  /** The same of its first byte. */
  readonly dataPosition: number;
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
  /** How much of its end is a frame check sequence, as the capture says: more than 0 if there is one, -1 if it does not say. */
  readonly fcsLength: number;
  /** What a pcapng block says of the packet, of PACKET_FLAGS; 0 if it says nothing. */
  readonly flags: number;
}

/** Bits of the flags of a packet (draft-ietf-opsawg-pcapng, 4.3.1). */
export const PACKET_FLAGS = {
  /** The sender left a checksum to its network card, or has the segments made by it. */
  checksumNotReady: 1 << 9,
  /** The receiver's network card has checked it. */
  checksumValid: 1 << 10,
  /** Several segments on the wire are one packet here. */
  segmented: 1 << 11,
  /** The frame check sequence was found wrong by the network card. */
  crcError: 1 << 24,
} as const;

/** The same, for those who fill it in. */
export type PacketFields = { -readonly [K in keyof CapturedPacket]: CapturedPacket[K] };

/** The longest packet that is taken for one, as in Wireshark: a larger length is damage. */
export const LARGEST_PACKET = 262_144;

export function emptyPacket(): PacketFields {
  const bytes = new Uint8Array(0);
  return {
    number: 0,
    position: 0,
    dataPosition: 0,
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
    fcsLength: -1,
    flags: 0,
  };
}
