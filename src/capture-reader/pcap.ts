/**
 * The classic capture file: a file header, then a record header and the packet's bytes for each packet
 * (draft-ietf-opsawg-pcap, sections 4 and 5).
 */
import type { ByteQueue } from './byte-queue.ts';
import type { CaptureFormat } from './capture-format.ts';
import { LARGEST_PACKET, type PacketFields } from './packet.ts';

const FILE_HEADER_LENGTH = 24;
const FILE_VERSION_MAJOR = 4;
const FILE_VERSION_MINOR = 6;
const FILE_LINK_TYPE = 20;

const RECORD_SECONDS = 0;
const RECORD_FRACTION = 4;
const RECORD_CAPTURED_LENGTH = 8;
const RECORD_ORIGINAL_LENGTH = 12;

/** The rest says whether there is a frame check sequence, and how long it is, in words of 16 bits. */
const LINK_TYPE_MASK = 0x03ff_ffff;
const FCS_IS_TOLD = 0x0400_0000;
const FCS_SHIFT = 28;
const FCS_WORD = 2;

/** How the kinds of pcap differ that have a magic number of their own. */
export interface PcapVariant {
  littleEndian: boolean;
  fractionsPerSecond: 1_000_000 | 1_000_000_000;
  /** 16; 24 in the variant of Alexey Kuznetzov, which has the interface and the protocol behind it. */
  recordHeaderLength: 16 | 24;
}

export class PcapFormat implements CaptureFormat {
  readonly description: string;
  readonly #queue: ByteQueue;
  readonly #packet: PacketFields;
  readonly #littleEndian: boolean;
  readonly #fractionsPerSecond: number;
  readonly #recordHeaderLength: number;
  #hasHeader = false;
  #linkType = 0;
  #fcsLength = -1;
  /** The minor version: before 2.4, the two lengths of a record may have changed places. */
  #minor = 4;

  constructor(queue: ByteQueue, packet: PacketFields, variant: PcapVariant) {
    this.#queue = queue;
    this.#packet = packet;
    this.#littleEndian = variant.littleEndian;
    this.#fractionsPerSecond = variant.fractionsPerSecond;
    this.#recordHeaderLength = variant.recordHeaderLength;
    this.description = [
      'pcap',
      variant.littleEndian ? 'little-endian' : 'big-endian',
      variant.fractionsPerSecond === 1_000_000 ? 'microseconds' : 'nanoseconds',
      ...(variant.recordHeaderLength === 16 ? [] : ['modified']),
    ].join(', ');
  }

  get hasNanoseconds(): boolean {
    return this.#fractionsPerSecond > 1_000_000;
  }

  read(): boolean {
    if (!this.#hasHeader) {
      if (!this.#queue.holds(FILE_HEADER_LENGTH, 'the file header')) return false;
      this.#readHeader();
    }
    return this.#readRecord();
  }

  #readHeader(): void {
    const queue = this.#queue;
    const { view, at } = queue;
    const major = view.getUint16(at + FILE_VERSION_MAJOR, this.#littleEndian);
    const minor = view.getUint16(at + FILE_VERSION_MINOR, this.#littleEndian);
    if (major !== 2 || minor > 4) {
      throw queue.error(queue.offset, `pcap version ${major}.${minor} is not known, expected 2.0 to 2.4`);
    }
    this.#minor = minor;
    const link = view.getUint32(at + FILE_LINK_TYPE, this.#littleEndian);
    this.#linkType = link & LINK_TYPE_MASK;
    this.#fcsLength = (link & FCS_IS_TOLD) === 0 ? -1 : (link >>> FCS_SHIFT) * FCS_WORD;
    this.#hasHeader = true;
    queue.advance(FILE_HEADER_LENGTH);
  }

  #readRecord(): boolean {
    const queue = this.#queue;
    const headerLength = this.#recordHeaderLength;
    if (queue.isExhausted || !queue.holds(headerLength, 'a record header')) return false;
    const { view, at } = queue;
    let captured = view.getUint32(at + RECORD_CAPTURED_LENGTH, this.#littleEndian);
    let original = view.getUint32(at + RECORD_ORIGINAL_LENGTH, this.#littleEndian);
    if (this.#minor < 3 || (this.#minor === 3 && captured > original)) {
      [captured, original] = [original, captured];
    }
    if (captured > LARGEST_PACKET) {
      throw queue.error(
        queue.offset,
        `record length ${captured} exceeds the ${LARGEST_PACKET} bytes that a packet can have`,
      );
    }
    if (!queue.holds(headerLength + captured, 'a record')) return false;
    const fraction = view.getUint32(at + RECORD_FRACTION, this.#littleEndian);
    const overflow = Math.floor(fraction / this.#fractionsPerSecond);
    const packet = this.#packet;
    packet.position = queue.offset;
    packet.dataPosition = queue.offset + headerLength;
    packet.hasTime = true;
    packet.seconds = view.getUint32(at + RECORD_SECONDS, this.#littleEndian) + overflow;
    packet.nanoseconds =
      (fraction - overflow * this.#fractionsPerSecond) * (1_000_000_000 / this.#fractionsPerSecond);
    packet.linkType = this.#linkType;
    packet.fcsLength = this.#fcsLength;
    packet.bytes = queue.bytes;
    packet.view = view;
    packet.offset = at + headerLength;
    packet.length = captured;
    packet.originalLength = original;
    queue.advance(headerLength + captured);
    return true;
  }
}
