/** What the file header of a classic capture, or of snoop, says of all its packets. */
import { ByteQueue } from '../capture-reader/byte-queue.ts';
import { LINK_TYPE_ETHERNET, linkTypeName } from '../capture-reader/link-types.ts';
import type { FileFormat } from '../capture-reader/magic-number.ts';
import { readSnoopHeader } from '../capture-reader/snoop.ts';
import { CannotMerge } from './feed.ts';

/** The longer one of both, which no capture is without that can be read. */
export const FILE_HEADER_LENGTH = 24;
const SNOOP_HEADER_LENGTH = 16;
const SNAP_LENGTH = 16;
const LINK_TYPE = 20;

/** The parts of the field for the link type (draft-ietf-opsawg-pcap, section 4). */
const LINK_TYPE_MASK = 0x03ff_ffff;
const HAS_CHECK_SEQUENCE = 0x0400_0000;
const CHECK_SEQUENCE_SHIFT = 28;

const LARGEST_PCAPNG_LINK_TYPE = 0xffff;

export interface ClassicHeader {
  nanoseconds: boolean;
  /** The field: the LINKTYPE_ number, and what it says about frame check sequences. */
  linkType: number;
  /** 0 for no limit. */
  snapLength: number;
}

/**
 * @param start - the first FILE_HEADER_LENGTH bytes
 * @returns undefined if the header is cut short, which the reader is to find out
 * @throws CaptureError if it is a snoop capture of a link type that is not known
 */
export function readClassicHeader(
  start: Uint8Array,
  format: Exclude<FileFormat, 'pcapng'>,
  name: string,
): ClassicHeader | undefined {
  if (format === 'snoop') {
    if (start.length < SNOOP_HEADER_LENGTH) return undefined;
    const queue = new ByteQueue(name);
    queue.push(start);
    return { nanoseconds: false, linkType: readSnoopHeader(queue), snapLength: 0 };
  }
  if (start.length < FILE_HEADER_LENGTH) return undefined;
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  return {
    nanoseconds: format.fractionsPerSecond === 1_000_000_000,
    linkType: view.getUint32(LINK_TYPE, format.littleEndian),
    snapLength: view.getUint32(SNAP_LENGTH, format.littleEndian),
  };
}

/** What a header that is cut short stands for, until the reader finds that out. */
export const NO_HEADER: ClassicHeader = { nanoseconds: false, linkType: LINK_TYPE_ETHERNET, snapLength: 0 };

/** @returns such as `ETHERNET with a frame check sequence of 4 bytes` */
export function describeLinkType(field: number): string {
  const name = linkTypeName((field & LINK_TYPE_MASK) >>> 0);
  const length = checkSequenceLength(field);
  return length === undefined ? name : `${name} with a frame check sequence of ${length} bytes`;
}

/** @returns undefined if the field does not say */
export function checkSequenceLength(field: number): number | undefined {
  return (field & HAS_CHECK_SEQUENCE) === 0 ? undefined : (field >>> CHECK_SEQUENCE_SHIFT) * 2;
}

/**
 * @returns the LINKTYPE_ number of the field
 * @throws CannotMerge if pcapng has no room for it
 */
export function pcapngLinkType(field: number, name: string): number {
  const linkType = (field & LINK_TYPE_MASK) >>> 0;
  if (linkType <= LARGEST_PCAPNG_LINK_TYPE) return linkType;
  throw new CannotMerge(`Cannot merge ${name} into a pcapng file: its link type ${linkType} exceeds 16 bits`);
}
