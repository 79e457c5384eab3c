import {
  BLOCK_BODY,
  BLOCK_TRAILER,
  ENHANCED_PACKET,
  NO_TIME,
  PACKET,
  SECTION_HEADER,
  SIMPLE_PACKET,
} from '../capture-merge/pcapng-blocks.ts';
import { ByteQueue } from '../capture-reader/byte-queue.ts';
import type { CapturedPacket } from '../capture-reader/packet.ts';
import { ChunkedWriter } from '../pcap-writer/chunked-writer.ts';
import type { Sink } from '../pcap-writer/sink.ts';
import { commentOptions, END_OF_OPTIONS, padded } from './comment-options.ts';
import type { CommentedCopy } from './commented-copy.ts';

const CHUNK_SIZE = 1_048_576;
const LEAST_BLOCK = BLOCK_BODY + BLOCK_TRAILER;
const LARGEST_BLOCK = 64 * 1024 * 1024;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const SECTION_LENGTH = 16;
const SECTION_FIELDS = 24;

const PACKET_CAPTURED_LENGTH = BLOCK_BODY + 12;
const PACKET_DATA = BLOCK_BODY + 20;
const SIMPLE_DATA = BLOCK_BODY + 4;

/** What is said about a packet. */
interface Comment {
  /** Offset in the capture of its block. */
  position: number;
  /** Bytes of it that were captured. */
  captured: number;
  texts: readonly string[];
}

/**
 * A pcapng capture, block by block as it is, in its own byte order, with further comments of packets. Two things have to
 * change: the length of a section, which is said not to be known, and a packet without options, which has none for a
 * comment: it becomes one that has, without a time.
 */
export class CommentedPcapng extends ChunkedWriter implements CommentedCopy {
  packets = 0;
  bytes = 0;
  readonly #queue: ByteQueue;
  #littleEndian = true;
  /** Of packets whose blocks were not copied yet, in order. */
  #comments: Comment[] = [];
  #nextComment = 0;

  /** @param name - of the capture, for messages */
  constructor(sink: Sink, name: string) {
    super(sink, CHUNK_SIZE);
    this.#queue = new ByteQueue(name);
  }

  comment({ position, length }: CapturedPacket, texts: readonly string[]): void {
    if (texts.length > 0) this.#comments.push({ position, captured: length, texts });
  }

  push(piece: Uint8Array, end: number): void {
    this.#queue.push(piece);
    while (this.#copyBlock(end));
    this.#comments = this.#comments.slice(this.#nextComment);
    this.#nextComment = 0;
  }

  /** @returns whether there was a block, whole and in front of `end` */
  #copyBlock(end: number): boolean {
    const queue = this.#queue;
    if (queue.available < LEAST_BLOCK) return false;
    const { view, at, offset } = queue;
    // The same in either byte order.
    const isSection = view.getUint32(at) === SECTION_HEADER;
    if (isSection) this.#littleEndian = view.getUint32(at + BLOCK_BODY, true) === BYTE_ORDER_MAGIC;
    const little = this.#littleEndian;
    const length = view.getUint32(at + 4, little);
    if (offset + length > end) return false;
    if (length < LEAST_BLOCK || length % 4 !== 0 || length > LARGEST_BLOCK) {
      throw queue.error(
        offset,
        `block length ${length} is not a multiple of 4 from ${LEAST_BLOCK} to ${LARGEST_BLOCK}, which can be copied`,
      );
    }
    if (queue.available < length) return false;
    const type = view.getUint32(at, little);
    if (type === ENHANCED_PACKET || type === PACKET || type === SIMPLE_PACKET) this.#copyPacket(type, length);
    else this.#copy(length, isSection && length >= SECTION_FIELDS + BLOCK_TRAILER);
    queue.advance(length);
    return true;
  }

  #copyPacket(type: number, length: number): void {
    this.packets++;
    const { offset } = this.#queue;
    const comment = this.#comments[this.#nextComment];
    if (comment === undefined || comment.position !== offset) {
      this.#copy(length, false);
      return;
    }
    this.#nextComment++;
    if (type === SIMPLE_PACKET) this.#appendSimple(comment);
    else this.#appendCommented(length, comment);
  }

  #copy(length: number, isSection: boolean): void {
    const { bytes, at } = this.#queue;
    const start = this.#reserve(length);
    this.chunk.copyFrom(bytes, at, length, start);
    if (isSection) this.chunk.bytes.fill(0xff, start + SECTION_LENGTH, start + SECTION_LENGTH + 8);
  }

  /** The comments stand in front of what options there are, which stay as they are. */
  #appendCommented(length: number, { texts }: Comment): void {
    const { bytes, view, at } = this.#queue;
    const little = this.#littleEndian;
    const dataEnd = PACKET_DATA + padded(view.getUint32(at + PACKET_CAPTURED_LENGTH, little));
    const rest = length - BLOCK_TRAILER - dataEnd;
    const options = commentOptions(texts, little);
    const start = this.#begin(dataEnd + options.length + Math.max(rest, END_OF_OPTIONS) + BLOCK_TRAILER, 0);
    this.chunk.copyFrom(bytes, at, dataEnd, start);
    this.chunk.bytes.set(options, start + dataEnd);
    if (rest > 0) this.chunk.copyFrom(bytes, at + dataEnd, rest, start + dataEnd + options.length);
    this.#end(start, dataEnd + options.length + Math.max(rest, END_OF_OPTIONS) + BLOCK_TRAILER);
  }

  #appendSimple({ captured, texts }: Comment): void {
    const { bytes, view: from, at } = this.#queue;
    const little = this.#littleEndian;
    const dataEnd = PACKET_DATA + padded(captured);
    const options = commentOptions([...texts, NO_TIME], little);
    const length = dataEnd + options.length + END_OF_OPTIONS + BLOCK_TRAILER;
    const start = this.#begin(length, length);
    const { view } = this.chunk;
    view.setUint32(start, ENHANCED_PACKET, little);
    view.setUint32(start + PACKET_CAPTURED_LENGTH, captured, little);
    view.setUint32(start + PACKET_CAPTURED_LENGTH + 4, from.getUint32(at + BLOCK_BODY, little), little);
    this.chunk.copyFrom(bytes, at + SIMPLE_DATA, captured, start + PACKET_DATA);
    this.chunk.bytes.set(options, start + dataEnd);
    this.#end(start, length);
  }

  /** Makes room for a block, of which the first `cleared` bytes and the end of its options are zero. */
  #begin(length: number, cleared: number): number {
    const start = this.#reserve(length);
    const { bytes } = this.chunk;
    bytes.fill(0, start, start + cleared);
    bytes.fill(0, start + length - BLOCK_TRAILER - END_OF_OPTIONS, start + length);
    return start;
  }

  #end(start: number, length: number): void {
    const { view } = this.chunk;
    view.setUint32(start + 4, length, this.#littleEndian);
    view.setUint32(start + length - BLOCK_TRAILER, length, this.#littleEndian);
  }

  #reserve(length: number): number {
    this.bytes += length;
    return this.chunk.reserve(length);
  }
}
