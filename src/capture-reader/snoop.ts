/**
 * The capture file of Solaris and its kin, big-endian: a file header, then a record header and the packet's bytes,
 * padded, for each packet (RFC 1761).
 */
import type { ByteQueue } from './byte-queue.ts';
import type { CaptureFormat } from './capture-format.ts';
import { LARGEST_PACKET, type PacketFields } from './packet.ts';

/** The first half of the eight bytes that such a file begins with. */
export const SNOOP_MAGIC = 0x736e6f6f;
const MAGIC_REST = 0x70000000;
const VERSION = 2;

const FILE_HEADER_LENGTH = 16;
const FILE_MAGIC_REST = 4;
const FILE_VERSION = 8;
const FILE_DATALINK = 12;

const RECORD_HEADER_LENGTH = 24;
const RECORD_ORIGINAL_LENGTH = 0;
const RECORD_INCLUDED_LENGTH = 4;
const RECORD_LENGTH = 8;
const RECORD_SECONDS = 16;
const RECORD_MICROSECONDS = 20;

const MICROSECONDS_PER_SECOND = 1_000_000;

/** What the datalink types of section 3 are as LINKTYPE_ numbers: IEEE 802.3, 802.5, Ethernet and FDDI. */
const LINK_TYPES: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [2, 6],
  [4, 1],
  [8, 10],
]);

export class SnoopFormat implements CaptureFormat {
  readonly description = 'snoop';
  readonly hasNanoseconds = false;
  readonly #queue: ByteQueue;
  readonly #packet: PacketFields;
  #hasHeader = false;
  #linkType = 0;
  /** Between records, what pads the one before. */
  #padding = 0;

  constructor(queue: ByteQueue, packet: PacketFields) {
    this.#queue = queue;
    this.#packet = packet;
  }

  read(): boolean {
    const queue = this.#queue;
    if (!this.#hasHeader) {
      if (!queue.holds(FILE_HEADER_LENGTH, 'the file header')) return false;
      this.#linkType = readSnoopHeader(queue);
      this.#hasHeader = true;
      queue.advance(FILE_HEADER_LENGTH);
    }
    if (this.#padding > 0) {
      queue.skip(this.#padding);
      this.#padding = 0;
    }
    return this.#readRecord();
  }

  #readRecord(): boolean {
    const queue = this.#queue;
    if (queue.isExhausted || !queue.holds(RECORD_HEADER_LENGTH, 'a record header')) return false;
    const { view, at, offset } = queue;
    const captured = view.getUint32(at + RECORD_INCLUDED_LENGTH);
    const length = view.getUint32(at + RECORD_LENGTH);
    if (captured > LARGEST_PACKET) {
      throw queue.error(
        offset,
        `record length ${captured} exceeds the ${LARGEST_PACKET} bytes that a packet can have`,
      );
    }
    if (length < RECORD_HEADER_LENGTH + captured) {
      throw queue.error(
        offset,
        `record length ${length} is less than the ${RECORD_HEADER_LENGTH + captured} of its header and its packet`,
      );
    }
    if (!queue.holds(RECORD_HEADER_LENGTH + captured, 'a record')) return false;
    const fraction = queue.view.getUint32(queue.at + RECORD_MICROSECONDS);
    const overflow = Math.floor(fraction / MICROSECONDS_PER_SECOND);
    const packet = this.#packet;
    packet.position = offset;
    packet.dataPosition = offset + RECORD_HEADER_LENGTH;
    packet.hasTime = true;
    packet.seconds = queue.view.getUint32(queue.at + RECORD_SECONDS) + overflow;
    packet.nanoseconds = (fraction - overflow * MICROSECONDS_PER_SECOND) * 1000;
    packet.linkType = this.#linkType;
    packet.bytes = queue.bytes;
    packet.view = queue.view;
    packet.offset = queue.at + RECORD_HEADER_LENGTH;
    packet.length = captured;
    packet.originalLength = queue.view.getUint32(queue.at + RECORD_ORIGINAL_LENGTH);
    queue.advance(RECORD_HEADER_LENGTH + captured);
    this.#padding = length - RECORD_HEADER_LENGTH - captured;
    return true;
  }
}

/**
 * Reads the file header, which is next in the queue.
 * @returns the LINKTYPE_ number of its packets
 * @throws CaptureError
 */
export function readSnoopHeader(queue: ByteQueue): number {
  const { view, at, offset } = queue;
  if (view.getUint32(at + FILE_MAGIC_REST) !== MAGIC_REST) {
    throw queue.error(offset, 'it begins as a snoop capture does, and goes on otherwise');
  }
  const version = view.getUint32(at + FILE_VERSION);
  if (version !== VERSION) {
    throw queue.error(offset, `snoop version ${version} is not known, expected ${VERSION}`);
  }
  const datalink = view.getUint32(at + FILE_DATALINK);
  const linkType = LINK_TYPES.get(datalink);
  if (linkType !== undefined) return linkType;
  throw queue.error(
    offset,
    `datalink type ${datalink} of a snoop capture is not known; taken are ${[...LINK_TYPES.keys()].join(', ')}`,
  );
}
