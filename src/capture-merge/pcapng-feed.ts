import { ByteQueue } from '../capture-reader/byte-queue.ts';
import {
  type CaptureInterface,
  LARGEST_INTERFACE_BLOCK,
  readInterface,
} from '../capture-reader/interface-description.ts';
import { LARGEST_PACKET } from '../capture-reader/packet.ts';
import { MOST_INTERFACES, versionObstacle } from '../capture-reader/pcapng.ts';
import type { ChunkSource } from './chunk-source.ts';
import type { Feed } from './feed.ts';
import type { MergedPcapng } from './merged-pcapng.ts';
import {
  BLOCK_BODY,
  BLOCK_TRAILER,
  blockKey,
  ENHANCED_PACKET,
  INTERFACE_DESCRIPTION,
  INTERFACE_STATISTICS,
  NAME_RESOLUTION,
  PACKET,
  SECTION_HEADER,
  SIMPLE_PACKET,
  UNCOPIED_CUSTOM,
} from './pcapng-blocks.ts';
import { turned } from './pcapng-byte-order.ts';

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const LEAST_BLOCK = BLOCK_BODY + BLOCK_TRAILER;
const PACKET_DATA = BLOCK_BODY + 20;
const SIMPLE_DATA = BLOCK_BODY + 4;
/** Bytes of a block that are there whatever its options are. */
const LEAST: ReadonlyMap<number, number> = new Map([
  [SECTION_HEADER, 28],
  [INTERFACE_DESCRIPTION, 20],
  [PACKET, 32],
  [SIMPLE_PACKET, 16],
  [INTERFACE_STATISTICS, 24],
  [ENHANCED_PACKET, 32],
]);
const LARGEST_BLOCK = 64 * 1024 * 1024;

const NOTHING = new Uint8Array(0);

/** A block that is whole, little-endian. */
interface CurrentBlock {
  bytes: Uint8Array;
  view: DataView;
  at: number;
  length: number;
}

/**
 * The packet blocks of a pcapng file, which are copied as they are, little-endian. Other blocks go to the merged file on
 * the way.
 */
export class PcapngFeed implements Feed {
  readonly index: number;
  seconds = Number.NEGATIVE_INFINITY;
  nanoseconds = 0;
  /** The block that the file begins with, little-endian. */
  section: Uint8Array = new Uint8Array(0);
  /** Blocks of big-endian sections that cannot be made little-endian, as nobody here knows what is in them. */
  leftOut = 0;
  readonly #source: ChunkSource;
  readonly #writer: MergedPcapng;
  readonly #queue: ByteQueue;
  #littleEndian = true;
  #interfaces: (CaptureInterface & { merged: number })[] = [];
  #occurrences = new Map<string, number>();
  #sections = 0;
  /** Length of the packet block at hand, which is next in the queue; 0 if there is none. */
  #length = 0;
  readonly #block: CurrentBlock = { bytes: NOTHING, view: new DataView(NOTHING.buffer), at: 0, length: 0 };
  #type = 0;
  #interfaceId = 0;
  #captured = 0;

  constructor(index: number, source: ChunkSource, writer: MergedPcapng) {
    this.index = index;
    this.#source = source;
    this.#writer = writer;
    this.#queue = new ByteQueue(source.name);
  }

  async pull(): Promise<void> {
    const chunk = await this.#source.next();
    if (chunk === undefined) this.#queue.complete();
    else this.#queue.push(chunk);
  }

  /** Reads the block that the file begins with, which `advance` then passes over. */
  async readSection(): Promise<void> {
    let length = this.#blockLength();
    while (length === 0) {
      if (this.#queue.isExhausted) return;
      await this.pull();
      length = this.#blockLength();
    }
    this.#hold(length);
    this.section = this.#copy();
  }

  advance(): 'record' | 'more' | 'end' {
    const queue = this.#queue;
    queue.advance(this.#length);
    this.#length = 0;
    for (;;) {
      if (queue.isExhausted) return 'end';
      const length = this.#blockLength();
      if (length === 0) return 'more';
      if (this.#hold(length) && this.#read()) {
        this.#length = length;
        return 'record';
      }
      queue.advance(length);
    }
  }

  write(): boolean {
    const { bytes, view, at, length } = this.#block;
    const captured = this.#captured;
    const writer = this.#writer;
    if (this.#type !== SIMPLE_PACKET) {
      const packet = { bytes, at, length, captured };
      return writer.appendPacket(packet, this.#interfaceId, this.#type === PACKET);
    }
    const original = view.getUint32(at + BLOCK_BODY, true);
    return writer.appendSimple(this.#copy(), { data: SIMPLE_DATA, captured, original }, this.#interfaceId);
  }

  /** @returns the length of the block that is next, once all of it is there; 0 before */
  #blockLength(): number {
    const queue = this.#queue;
    if (!queue.holds(BLOCK_BODY + 4, 'a block header')) return 0;
    // The same in either byte order.
    const isSection = queue.view.getUint32(queue.at) === SECTION_HEADER;
    if (isSection && !queue.holds(BLOCK_BODY + 8, 'a section header block')) return 0;
    const { view, at, offset } = queue;
    if (isSection) this.#readOrder();
    else if (this.#sections === 0) throw queue.error(offset, 'a block stands before the first section');
    const type = view.getUint32(at, this.#littleEndian);
    const length = view.getUint32(at + 4, this.#littleEndian);
    const least = LEAST.get(type) ?? LEAST_BLOCK;
    if (length < least || length % 4 !== 0 || length > LARGEST_BLOCK) {
      throw queue.error(
        offset,
        `block length ${length} is not a multiple of 4 from ${least} to ${LARGEST_BLOCK}, as it has to be`,
      );
    }
    if (!queue.holds(length, 'a block')) return 0;
    const again = queue.view.getUint32(queue.at + length - BLOCK_TRAILER, this.#littleEndian);
    if (again === length) return length;
    throw queue.error(offset, `a block has the length ${length} at its beginning, but ${again} at its end`);
  }

  #readOrder(): void {
    const { view, at, offset } = this.#queue;
    const magic = view.getUint32(at + BLOCK_BODY);
    const littleEndian = view.getUint32(at + BLOCK_BODY, true) === BYTE_ORDER_MAGIC;
    if (!littleEndian && magic !== BYTE_ORDER_MAGIC) {
      throw this.#queue.error(offset, 'the byte-order magic of a section is none');
    }
    this.#littleEndian = littleEndian;
    const major = view.getUint16(at + BLOCK_BODY + 4, littleEndian);
    const obstacle = versionObstacle(major, view.getUint16(at + BLOCK_BODY + 6, littleEndian));
    if (obstacle !== undefined) throw this.#queue.error(offset, obstacle);
  }

  /** Makes the block that is next the one at hand. @returns false if it cannot be made little-endian */
  #hold(length: number): boolean {
    const queue = this.#queue;
    const block = this.#block;
    block.length = length;
    if (this.#littleEndian) {
      block.bytes = queue.bytes;
      block.view = queue.view;
      block.at = queue.at;
      return true;
    }
    const bytes = turned(queue.bytes.subarray(queue.at, queue.at + length));
    if (bytes === undefined) {
      this.leftOut++;
      return false;
    }
    block.bytes = bytes;
    block.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    block.at = 0;
    return true;
  }

  /** Takes the block at hand. @returns whether it is a packet */
  #read(): boolean {
    const { view, at } = this.#block;
    this.#type = view.getUint32(at, true);
    switch (this.#type) {
      case ENHANCED_PACKET:
      case PACKET:
        this.#readPacket(this.#type === PACKET);
        return true;
      case SIMPLE_PACKET:
        this.#readSimplePacket();
        return true;
      default:
        this.#passOn(this.#type);
        return false;
    }
  }

  #passOn(type: number): void {
    const writer = this.#writer;
    switch (type) {
      case SECTION_HEADER:
        this.#sections++;
        this.#interfaces = [];
        this.#occurrences = new Map();
        return;
      case INTERFACE_DESCRIPTION:
        this.#describeInterface();
        return;
      case NAME_RESOLUTION:
        writer.addNames(this.#copy());
        return;
      case INTERFACE_STATISTICS: {
        const { merged } = this.#interfaceAt(this.#block.view.getUint32(this.#block.at + BLOCK_BODY, true));
        writer.keepStatistics(merged, {
          capture: this.index,
          section: this.#sections,
          block: this.#copy(),
        });
        return;
      }
      case UNCOPIED_CUSTOM:
        return;
      default:
        writer.append(this.#copy());
    }
  }

  #describeInterface(): void {
    const { view, at, length } = this.#block;
    const { offset } = this.#queue;
    if (this.#interfaces.length === MOST_INTERFACES) {
      throw this.#queue.error(offset, `a section has more than ${MOST_INTERFACES} interfaces`);
    }
    if (length > LARGEST_INTERFACE_BLOCK) {
      throw this.#queue.error(
        offset,
        `length ${length} of an interface description block exceeds ${LARGEST_INTERFACE_BLOCK}`,
      );
    }
    const read = readInterface(view, at + BLOCK_BODY, length - LEAST_BLOCK, true);
    if (typeof read === 'string') throw this.#queue.error(offset, read);
    const block = this.#copy();
    const key = blockKey(block);
    const occurrence = this.#occurrences.get(key) ?? 0;
    const merged = this.#writer.addInterface(block, occurrence);
    this.#occurrences.set(key, occurrence + 1);
    this.#interfaces.push({ ...read, merged });
  }

  #readPacket(isObsolete: boolean): void {
    const { view, at, length } = this.#block;
    const body = at + BLOCK_BODY;
    const source = this.#interfaceAt(isObsolete ? view.getUint16(body, true) : view.getUint32(body, true));
    this.#checkCaptured(view.getUint32(body + 12, true), length - PACKET_DATA - BLOCK_TRAILER);
    source.clock.read(view.getUint32(body + 4, true), view.getUint32(body + 8, true));
    this.seconds = source.clock.seconds;
    this.nanoseconds = source.clock.nanoseconds;
    this.#interfaceId = source.merged;
  }

  /** It has no time: it keeps its place behind the packet before it. */
  #readSimplePacket(): void {
    const { view, at, length } = this.#block;
    const source = this.#interfaceAt(0);
    const original = view.getUint32(at + BLOCK_BODY, true);
    const captured = source.snapLength === 0 ? original : Math.min(original, source.snapLength);
    this.#checkCaptured(captured, length - SIMPLE_DATA - BLOCK_TRAILER);
    this.#interfaceId = source.merged;
  }

  #checkCaptured(captured: number, room: number): void {
    if (captured > LARGEST_PACKET) {
      throw this.#queue.error(
        this.#queue.offset,
        `packet length ${captured} exceeds the ${LARGEST_PACKET} bytes that a packet can have`,
      );
    }
    if (captured > room) {
      throw this.#queue.error(
        this.#queue.offset,
        `packet length ${captured} exceeds the ${room} bytes of its block`,
      );
    }
    this.#captured = captured;
  }

  #interfaceAt(id: number): CaptureInterface & { merged: number } {
    const found = this.#interfaces[id];
    if (found !== undefined) return found;
    throw this.#queue.error(
      this.#queue.offset,
      `a block is of interface ${id}, but the section has described ${this.#interfaces.length}`,
    );
  }

  /** @returns a copy of the block at hand */
  #copy(): Uint8Array {
    const { bytes, at, length } = this.#block;
    // A chunk may be a Buffer, whose slice would be no copy.
    return new Uint8Array(bytes.subarray(at, at + length));
  }
}
