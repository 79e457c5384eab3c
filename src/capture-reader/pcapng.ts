/** The newer capture file: sections of blocks, each with its length at both ends (draft-ietf-opsawg-pcapng). */
import type { ByteQueue } from './byte-queue.ts';
import type { CaptureFormat } from './capture-format.ts';
import { type CaptureInterface, LARGEST_INTERFACE_BLOCK, readInterface } from './interface-description.ts';
import { LARGEST_PACKET, type PacketFields } from './packet.ts';
import { fcsLengthOf, flagsOf, LARGEST_OPTIONS } from './packet-options.ts';

export const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
/** Obsolete, but there are captures with it. */
const PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;

/** Blocks that hold no packet, but that Wireshark 4 gives a frame number; capinfos does not count them. */
const CUSTOM = 0x0bad;
const CUSTOM_NOT_COPIED = 0x4000_0bad;
const SYSTEMD_JOURNAL = 9;
const SYSDIG_EVENT = 0x0204;
const SYSDIG_EVENT_2 = 0x0216;
const SYSDIG_EVENT_2_LARGE = 0x0221;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** Type and length. */
const HEADER_LENGTH = 8;
/** The length again. */
const TRAILER_LENGTH = 4;
const FRAME_LENGTH = HEADER_LENGTH + TRAILER_LENGTH;

/** Lengths of the parts of bodies that are always there. */
const SECTION_BODY = 16;
const INTERFACE_BODY = 8;
const PACKET_BODY = 20;
const SIMPLE_PACKET_BODY = 4;

/** Of a section. */
export const MOST_INTERFACES = 65_536;

/** @returns why a section of this version cannot be read; undefined if it can be */
export function versionObstacle(major: number, minor: number): string | undefined {
  return major === 1 ? undefined : `pcapng version ${major}.${minor} is not known, expected 1.0 or 1.2`;
}

export class PcapngFormat implements CaptureFormat {
  /** Interfaces, each with a resolution of its own, and sections are described anywhere in the file. */
  readonly hasNanoseconds = true;
  readonly #queue: ByteQueue;
  readonly #packet: PacketFields;
  #interfaces: CaptureInterface[] = [];
  #littleEndian = true;
  #sections = 0;
  /** Offset and length of the block that is being read; -1 between blocks. */
  #start = -1;
  #length = 0;

  constructor(queue: ByteQueue, packet: PacketFields) {
    this.#queue = queue;
    this.#packet = packet;
  }

  get description(): string {
    const order = this.#littleEndian ? 'little-endian' : 'big-endian';
    if (this.#sections > 1) return `pcapng, ${this.#sections} sections, the last ${order}`;
    return `pcapng, ${order}`;
  }

  read(): boolean {
    const queue = this.#queue;
    for (;;) {
      if (this.#start >= 0 && !this.#endBlock()) return false;
      if (queue.isExhausted || !queue.holds(HEADER_LENGTH, 'a block header')) return false;
      const type = queue.view.getUint32(queue.at, this.#littleEndian);
      if (type === SECTION_HEADER) {
        if (!this.#readSection()) return false;
        continue;
      }
      const length = this.#blockLength();
      switch (type) {
        case INTERFACE_DESCRIPTION:
          if (!this.#readInterface(length)) return false;
          break;
        case ENHANCED_PACKET:
        case PACKET:
          return this.#readPacket(length, type === PACKET);
        case SIMPLE_PACKET:
          return this.#readSimplePacket(length);
        case CUSTOM:
        case CUSTOM_NOT_COPIED:
        case SYSTEMD_JOURNAL:
        case SYSDIG_EVENT:
        case SYSDIG_EVENT_2:
        case SYSDIG_EVENT_2_LARGE:
          this.#packet.number++;
          this.#consume(length, 0);
          break;
        default:
          this.#consume(length, 0);
      }
    }
  }

  /** 4.1: a section begins with a block that says in which byte order it was written. */
  #readSection(): boolean {
    const queue = this.#queue;
    if (!queue.holds(HEADER_LENGTH + SECTION_BODY, 'a section header block')) return false;
    const { view, at, offset } = queue;
    const magic = view.getUint32(at + HEADER_LENGTH);
    const littleEndian = view.getUint32(at + HEADER_LENGTH, true) === BYTE_ORDER_MAGIC;
    if (!littleEndian && magic !== BYTE_ORDER_MAGIC) {
      const found = magic.toString(16).padStart(8, '0');
      throw queue.error(
        offset,
        `byte-order magic 0x${found} of a section is neither 0x1a2b3c4d nor 0x4d3c2b1a`,
      );
    }
    this.#littleEndian = littleEndian;
    const length = this.#blockLength();
    this.#expectLength(length, SECTION_BODY, 'a section header block');
    const major = view.getUint16(at + 12, littleEndian);
    const minor = view.getUint16(at + 14, littleEndian);
    const obstacle = versionObstacle(major, minor);
    if (obstacle !== undefined) throw queue.error(offset, obstacle);
    this.#interfaces = [];
    this.#sections++;
    this.#consume(length, 0);
    return true;
  }

  #readInterface(length: number): boolean {
    const queue = this.#queue;
    const { offset } = queue;
    this.#expectLength(length, INTERFACE_BODY, 'an interface description block');
    if (length > LARGEST_INTERFACE_BLOCK) {
      throw queue.error(
        offset,
        `length ${length} of an interface description block exceeds ${LARGEST_INTERFACE_BLOCK}`,
      );
    }
    if (!queue.holds(length, 'an interface description block')) return false;
    if (this.#interfaces.length === MOST_INTERFACES) {
      throw queue.error(offset, `a section has more than ${MOST_INTERFACES} interfaces`);
    }
    const { view, at } = queue;
    const read = readInterface(view, at + HEADER_LENGTH, length - FRAME_LENGTH, this.#littleEndian);
    if (typeof read === 'string') throw queue.error(offset, read);
    this.#interfaces.push(read);
    this.#consume(length, 0);
    return true;
  }

  /** 4.3 and appendix A: the two differ in how the number of the interface is written. */
  #readPacket(length: number, isObsolete: boolean): boolean {
    const queue = this.#queue;
    this.#expectLength(length, PACKET_BODY, isObsolete ? 'a packet block' : 'an enhanced packet block');
    const { offset } = queue;
    if (!queue.holds(HEADER_LENGTH + PACKET_BODY, 'the header of a packet block')) return false;
    const body = queue.at + HEADER_LENGTH;
    const { view } = queue;
    const little = this.#littleEndian;
    const interfaceId = isObsolete ? view.getUint16(body, little) : view.getUint32(body, little);
    const source = this.#interfaceOf(interfaceId, offset);
    const captured = view.getUint32(body + 12, little);
    this.#checkCaptured(captured, length - FRAME_LENGTH - PACKET_BODY, offset);
    if (!queue.holds(HEADER_LENGTH + PACKET_BODY + captured, 'a packet block')) return false;
    const options = HEADER_LENGTH + PACKET_BODY + captured + (-captured & 3);
    const optionsEnd = Math.min(length - TRAILER_LENGTH, options + LARGEST_OPTIONS);
    // A packet is given out even if the capture ends within what is said of it.
    if (queue.available < optionsEnd && !queue.isComplete) return false;
    source.clock.read(view.getUint32(body + 4, little), view.getUint32(body + 8, little));
    const packet = this.#packet;
    packet.hasTime = true;
    packet.seconds = source.clock.seconds;
    packet.nanoseconds = source.clock.nanoseconds;
    packet.originalLength = view.getUint32(body + 16, little);
    this.#fill(interfaceId, source, body + PACKET_BODY, captured);
    if (options < optionsEnd) {
      const end = queue.at + Math.min(optionsEnd, queue.available);
      packet.flags = flagsOf(view, queue.at + options, end, little);
      packet.fcsLength = fcsLengthOf(packet.flags) || source.fcsLength;
    }
    this.#consume(length, HEADER_LENGTH + PACKET_BODY + captured);
    return true;
  }

  /** 4.4: it belongs to the first interface, whose snap length says how much of it is there. */
  #readSimplePacket(length: number): boolean {
    const queue = this.#queue;
    this.#expectLength(length, SIMPLE_PACKET_BODY, 'a simple packet block');
    const { offset } = queue;
    if (!queue.holds(HEADER_LENGTH + SIMPLE_PACKET_BODY, 'the header of a simple packet block')) return false;
    const source = this.#interfaceOf(0, offset);
    const original = queue.view.getUint32(queue.at + HEADER_LENGTH, this.#littleEndian);
    const captured = source.snapLength === 0 ? original : Math.min(original, source.snapLength);
    this.#checkCaptured(captured, length - FRAME_LENGTH - SIMPLE_PACKET_BODY, offset);
    if (!queue.holds(HEADER_LENGTH + SIMPLE_PACKET_BODY + captured, 'a simple packet block')) return false;
    const packet = this.#packet;
    packet.hasTime = false;
    packet.seconds = 0;
    packet.nanoseconds = 0;
    packet.originalLength = original;
    this.#fill(0, source, queue.at + HEADER_LENGTH + SIMPLE_PACKET_BODY, captured);
    this.#consume(length, HEADER_LENGTH + SIMPLE_PACKET_BODY + captured);
    return true;
  }

  #fill(interfaceId: number, source: CaptureInterface, at: number, captured: number): void {
    const packet = this.#packet;
    packet.position = this.#queue.offset;
    packet.dataPosition = this.#queue.offset + at - this.#queue.at;
    packet.interfaceId = interfaceId;
    packet.linkType = source.linkType;
    packet.bytes = this.#queue.bytes;
    packet.view = this.#queue.view;
    packet.offset = at;
    packet.length = captured;
    packet.fcsLength = source.fcsLength;
    packet.flags = 0;
  }

  #interfaceOf(interfaceId: number, offset: number): CaptureInterface {
    const source = this.#interfaces[interfaceId];
    if (source !== undefined) return source;
    throw this.#queue.error(
      offset,
      `a packet is of interface ${interfaceId}, but the section has described ${this.#interfaces.length}`,
    );
  }

  #checkCaptured(captured: number, room: number, offset: number): void {
    if (captured > LARGEST_PACKET) {
      throw this.#queue.error(
        offset,
        `packet length ${captured} exceeds the ${LARGEST_PACKET} bytes that a packet can have`,
      );
    }
    if (captured > room) {
      throw this.#queue.error(offset, `packet length ${captured} exceeds the ${room} bytes of its block`);
    }
  }

  /** @returns the length of the block whose header is next in the queue */
  #blockLength(): number {
    const queue = this.#queue;
    const length = queue.view.getUint32(queue.at + 4, this.#littleEndian);
    if (length >= FRAME_LENGTH && length % 4 === 0) return length;
    throw queue.error(
      queue.offset,
      `block length ${length} is not a multiple of 4 from ${FRAME_LENGTH} on, as it has to be`,
    );
  }

  #expectLength(length: number, body: number, what: string): void {
    if (length >= body + FRAME_LENGTH) return;
    const least = body + FRAME_LENGTH;
    throw this.#queue.error(this.#queue.offset, `length ${length} of ${what} is less than ${least}`);
  }

  /** Consumes a block up to its trailer: the first `held` bytes, which are there, and the rest. */
  #consume(length: number, held: number): void {
    this.#start = this.#queue.offset;
    this.#length = length;
    this.#queue.advance(held);
    this.#queue.skip(length - TRAILER_LENGTH - held);
  }

  #endBlock(): boolean {
    const queue = this.#queue;
    if (!queue.holds(TRAILER_LENGTH, 'the end of a block', this.#start)) return false;
    const length = queue.view.getUint32(queue.at, this.#littleEndian);
    if (length !== this.#length) {
      throw queue.error(
        this.#start,
        `a block has the length ${this.#length} at its beginning, but ${length} at its end`,
      );
    }
    queue.advance(TRAILER_LENGTH);
    this.#start = -1;
    return true;
  }
}
