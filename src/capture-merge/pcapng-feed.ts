import { ByteQueue } from '../capture-reader/byte-queue.ts';
import { type CaptureInterface, readInterface } from '../capture-reader/interface-description.ts';
import type { ChunkSource } from './chunk-source.ts';
import { CannotMerge, type Feed } from './feed.ts';
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

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const SWAPPED_MAGIC = 0x4d3c2b1a;
const LEAST_BLOCK = BLOCK_BODY + BLOCK_TRAILER;
/** Bytes of a block that are there whatever its options are. */
const LEAST: ReadonlyMap<number, number> = new Map([
  [SECTION_HEADER, 28],
  [INTERFACE_DESCRIPTION, 20],
  [PACKET, 32],
  [INTERFACE_STATISTICS, 24],
  [ENHANCED_PACKET, 32],
]);
const LARGEST_BLOCK = 64 * 1024 * 1024;

/** @throws CannotMerge if the file begins in the byte order that blocks are not copied in */
export async function checkByteOrder(source: ChunkSource): Promise<void> {
  const start = await source.peek(BLOCK_BODY + 4);
  if (start.length < BLOCK_BODY + 4) return;
  const magic = new DataView(start.buffer, start.byteOffset).getUint32(BLOCK_BODY, true);
  if (magic === SWAPPED_MAGIC) throw bigEndian(source.name, 0);
}

function bigEndian(name: string, offset: number): CannotMerge {
  return new CannotMerge(
    `Cannot merge ${name}: its section at offset ${offset} is big-endian; convert it first, with editcap -F pcapng`,
  );
}

/** The packet blocks of a pcapng file, which are copied as they are. Other blocks go to the merged file on the way. */
export class PcapngFeed implements Feed {
  readonly index: number;
  seconds = 0;
  nanoseconds = 0;
  /** The block that the file begins with. */
  section: Uint8Array = new Uint8Array(0);
  readonly #source: ChunkSource;
  readonly #writer: MergedPcapng;
  readonly #queue: ByteQueue;
  #interfaces: (CaptureInterface & { merged: number })[] = [];
  #occurrences = new Map<string, number>();
  #sections = 0;
  /** Length of the packet block at hand, which is next in the queue; 0 if there is none. */
  #length = 0;
  #interfaceId = 0;
  #isObsolete = false;

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
    while (this.#blockLength() === 0) {
      if (this.#queue.isExhausted) return;
      await this.pull();
    }
    this.section = this.#block();
  }

  advance(): 'record' | 'more' | 'end' {
    const queue = this.#queue;
    queue.advance(this.#length);
    this.#length = 0;
    for (;;) {
      if (queue.isExhausted) return 'end';
      const length = this.#blockLength();
      if (length === 0) return 'more';
      const type = queue.view.getUint32(queue.at, true);
      if (type === ENHANCED_PACKET || type === PACKET) {
        this.#length = length;
        this.#readPacket(type === PACKET);
        return 'record';
      }
      this.#passOn(type);
      queue.advance(length);
    }
  }

  write(): boolean {
    const { bytes, at } = this.#queue;
    return this.#writer.appendPacket(bytes, at, this.#length, this.#interfaceId, this.#isObsolete);
  }

  /** @returns the length of the block that is next, once all of it is there; 0 before */
  #blockLength(): number {
    const queue = this.#queue;
    if (!queue.holds(BLOCK_BODY + 4, 'a block header')) return 0;
    const { view, at, offset } = queue;
    const type = view.getUint32(at, true);
    if (type === SECTION_HEADER) this.#checkOrder(view.getUint32(at + BLOCK_BODY, true), offset);
    else if (this.#sections === 0) throw queue.error(offset, 'a block stands before the first section');
    const length = view.getUint32(at + 4, true);
    const least = LEAST.get(type) ?? LEAST_BLOCK;
    if (length < least || length % 4 !== 0 || length > LARGEST_BLOCK) {
      throw queue.error(
        offset,
        `block length ${length} is not a multiple of 4 from ${least} to ${LARGEST_BLOCK}, as it has to be`,
      );
    }
    if (!queue.holds(length, 'a block')) return 0;
    const again = queue.view.getUint32(queue.at + length - BLOCK_TRAILER, true);
    if (again === length) return length;
    throw queue.error(offset, `a block has the length ${length} at its beginning, but ${again} at its end`);
  }

  #checkOrder(magic: number, offset: number): void {
    if (magic === BYTE_ORDER_MAGIC) return;
    if (magic === SWAPPED_MAGIC) throw bigEndian(this.#source.name, offset);
    throw this.#queue.error(offset, 'the byte-order magic of a section is none');
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
        writer.addNames(this.#block());
        return;
      case INTERFACE_STATISTICS: {
        const { merged } = this.#interfaceAt(this.#queue.view.getUint32(this.#queue.at + BLOCK_BODY, true));
        writer.keepStatistics(merged, this.index, this.#block());
        return;
      }
      case SIMPLE_PACKET:
        throw new CannotMerge(
          `Cannot merge ${this.#source.name} by time: its packet at offset ${this.#queue.offset} has none`,
        );
      case UNCOPIED_CUSTOM:
        return;
      default:
        writer.append(this.#block());
    }
  }

  #describeInterface(): void {
    const { view, at, offset } = this.#queue;
    const block = this.#block();
    const read = readInterface(view, at + BLOCK_BODY, block.length - LEAST_BLOCK, true);
    if (typeof read === 'string') throw this.#queue.error(offset, read);
    const key = blockKey(block);
    const occurrence = this.#occurrences.get(key) ?? 0;
    this.#occurrences.set(key, occurrence + 1);
    this.#interfaces.push({ ...read, merged: this.#writer.addInterface(block, occurrence) });
  }

  #readPacket(isObsolete: boolean): void {
    const { view, at } = this.#queue;
    const body = at + BLOCK_BODY;
    const source = this.#interfaceAt(isObsolete ? view.getUint16(body, true) : view.getUint32(body, true));
    const captured = view.getUint32(body + 12, true);
    const room = this.#length - LEAST_BLOCK - 20;
    if (captured > room) {
      throw this.#queue.error(
        this.#queue.offset,
        `packet length ${captured} exceeds the ${room} bytes of its block`,
      );
    }
    source.clock.read(view.getUint32(body + 4, true), view.getUint32(body + 8, true));
    this.seconds = source.clock.seconds;
    this.nanoseconds = source.clock.nanoseconds;
    this.#interfaceId = source.merged;
    this.#isObsolete = isObsolete;
  }

  #interfaceAt(id: number): CaptureInterface & { merged: number } {
    const found = this.#interfaces[id];
    if (found !== undefined) return found;
    throw this.#queue.error(
      this.#queue.offset,
      `a block is of interface ${id}, but the section has described ${this.#interfaces.length}`,
    );
  }

  /** @returns a copy of the block that is next, which is there */
  #block(): Uint8Array {
    const { bytes, at, view } = this.#queue;
    return bytes.slice(at, at + view.getUint32(at + 4, true));
  }
}
