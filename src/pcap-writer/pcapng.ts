/**
 * The newer capture file, a little-endian section of blocks: what the capture is, its interfaces, its packets
 * with what there is to say about each, names and statistics (draft-ietf-opsawg-pcapng). There are no custom
 * blocks: Wireshark 4.0 counts them as packets.
 */
import { ChunkedWriter } from './chunked-writer.ts';
import {
  BLOCK_BODY,
  BLOCK_LENGTH,
  BLOCK_TRAILER,
  BLOCK_TYPE,
  checkBlockLength,
  ENHANCED_PACKET,
  LARGEST_BLOCK,
  paddingOf,
} from './pcapng-block.ts';
import { describeInterface, type InterfaceOptions, type PacketSource } from './pcapng-interface.ts';
import { type AddressName, nameResolution } from './pcapng-names.ts';
import { type PacketDetails, packetOptionsLength, writePacketOptions } from './pcapng-packet-options.ts';
import { completePcapngOptions, type PcapngOptions } from './pcapng-section.ts';
import { type InterfaceStatistics, interfaceStatistics } from './pcapng-statistics.ts';
import { isTime, LAST_SECOND, writeTicks } from './pcapng-time.ts';
import type { Sink } from './sink.ts';

const PACKET_INTERFACE = BLOCK_BODY;
const PACKET_TIME = BLOCK_BODY + 4;
const PACKET_CAPTURED_LENGTH = BLOCK_BODY + 12;
const PACKET_ORIGINAL_LENGTH = BLOCK_BODY + 16;
const PACKET_DATA = BLOCK_BODY + 20;

/** Writes a pcapng file to a sink. Usually made by `createPcapngFile` or `createPcapngStream`. */
export class PcapngWriter extends ChunkedWriter {
  readonly #sources: PacketSource[] = [];
  #packets = 0;
  #bytes = 0;

  /**
   * @throws TypeError if an option has the wrong type
   * @throws RangeError if it is out of range
   */
  constructor(sink: Sink, options: PcapngOptions = {}) {
    const { header, chunkSize } = completePcapngOptions(options);
    super(sink, chunkSize);
    this.#append(header);
  }

  /** Packets written so far. */
  get packets(): number {
    return this.#packets;
  }

  /** Length of the capture so far: headers, and what was not handed to the sink yet, included. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Adds an interface, before its first packet.
   *
   * @returns its number, counted from 0
   * @throws TypeError if an option has the wrong type
   * @throws RangeError if it is out of range
   * @throws PcapOutputError if the file or stream cannot be written
   */
  addInterface(options: InterfaceOptions): number {
    this.#checkOpen('Cannot add an interface');
    const { block, source } = describeInterface(options);
    this.#append(block);
    return this.#sources.push(source) - 1;
  }

  /**
   * Says what addresses are called. Best before the packets: those who read a capture only once, as from a
   * pipe, know a name only from there on.
   *
   * @throws TypeError if an address or a name is missing or has the wrong type
   * @throws RangeError if it is not an address, or if a name is empty or has more than 255 bytes
   * @throws PcapOutputError if the file or stream cannot be written
   */
  addNames(names: readonly AddressName[]): void {
    this.#checkOpen('Cannot add names');
    this.#append(nameResolution(names));
  }

  /**
   * Appends a packet. It is copied: the caller may overwrite `bytes` at once. Without details nothing is
   * allocated, unless the packet is larger than a chunk.
   *
   * @param interfaceId what `addInterface` returned
   * @param seconds since 1970, up to the year 2554
   * @param nanoseconds of that second, rounded down if the interface counts microseconds
   * @param bytes holds the packet
   * @param offset of its first byte in `bytes`
   * @param length of the packet; what is beyond the interface's snap length is left out
   * @param details what else there is to say about it
   * @returns false if the sink asks to wait for `drain()` before more is written
   * @throws TypeError if `bytes` is not a Uint8Array, or if a detail has the wrong type
   * @throws RangeError if there is no such interface, if a number is out of range, or if packet and details
   *   are more than the 16 MiB that a block can have
   * @throws PcapOutputError if the file or stream cannot be written
   */
  write(
    interfaceId: number,
    seconds: number,
    nanoseconds: number,
    bytes: Uint8Array,
    offset = 0,
    length = bytes.length - offset,
    details?: PacketDetails,
  ): boolean {
    const source = this.#sources[interfaceId];
    const originalLength = details?.originalLength ?? length;
    if (
      source === undefined ||
      !isTime(seconds, nanoseconds) ||
      !(bytes instanceof Uint8Array) ||
      offset >>> 0 !== offset ||
      length >>> 0 !== length ||
      offset + length > bytes.length ||
      originalLength >>> 0 !== originalLength ||
      originalLength < length
    ) {
      throw this.#objection(interfaceId, seconds, nanoseconds, bytes, offset, length, originalLength);
    }
    this.#checkOpen('Cannot write a packet');
    const captured = Math.min(length, source.snapLength);
    const optionsLength = details === undefined ? 0 : packetOptionsLength(details);
    const paddedEnd = PACKET_DATA + captured + paddingOf(captured);
    const blockLength = paddedEnd + optionsLength + BLOCK_TRAILER;
    if (blockLength > LARGEST_BLOCK) checkBlockLength('Cannot write a packet', blockLength);

    const { chunk } = this;
    const start = chunk.reserve(blockLength);
    const { view } = chunk;
    // The padding is in this word. What else is in it is written below: the end of the packet, or of the header.
    view.setUint32(start + paddedEnd - 4, 0, true);
    view.setUint32(start + BLOCK_TYPE, ENHANCED_PACKET, true);
    view.setUint32(start + BLOCK_LENGTH, blockLength, true);
    view.setUint32(start + PACKET_INTERFACE, interfaceId, true);
    const fraction = Math.floor(nanoseconds / source.nanosecondsPerTick);
    writeTicks(view, start + PACKET_TIME, seconds, fraction, source.ticksPerSecond);
    view.setUint32(start + PACKET_CAPTURED_LENGTH, captured, true);
    view.setUint32(start + PACKET_ORIGINAL_LENGTH, originalLength, true);
    chunk.copyFrom(bytes, offset, captured, start + PACKET_DATA);
    if (details !== undefined) writePacketOptions(chunk.bytes, view, start + paddedEnd, details);
    view.setUint32(start + blockLength - BLOCK_TRAILER, blockLength, true);
    this.#packets++;
    this.#bytes += blockLength;
    return this.sink.ready;
  }

  /**
   * Says what became of the packets of an interface. Belongs at the end.
   *
   * @throws TypeError if a number has the wrong type
   * @throws RangeError if there is no such interface, or if a number is out of range
   * @throws PcapOutputError if the file or stream cannot be written
   */
  statistics(interfaceId: number, statistics: InterfaceStatistics): void {
    this.#checkOpen('Cannot write statistics');
    const source = this.#sources[interfaceId];
    if (source === undefined) throw this.#noInterface('Cannot write statistics', interfaceId);
    this.#append(interfaceStatistics(interfaceId, source, statistics));
  }

  #append(block: Uint8Array): void {
    const start = this.chunk.reserve(block.length);
    this.chunk.copyFrom(block, 0, block.length, start);
    this.#bytes += block.length;
  }

  #checkOpen(action: string): void {
    if (this.isClosed) throw new Error(`${action}: the capture is closed`);
  }

  #noInterface(action: string, interfaceId: number): RangeError {
    const { length } = this.#sources;
    const known = length === 0 ? 'none was added' : `those added are 0 to ${length - 1}`;
    return new RangeError(`${action}: there is no interface ${interfaceId}, ${known}`);
  }

  #objection(
    interfaceId: number,
    seconds: number,
    nanoseconds: number,
    bytes: Uint8Array,
    offset: number,
    length: number,
    originalLength: number,
  ): Error {
    const refuse = (what: string): RangeError => new RangeError(`Cannot write a packet: ${what}`);
    if (this.#sources[interfaceId] === undefined) {
      return this.#noInterface('Cannot write a packet', interfaceId);
    }
    if (!(bytes instanceof Uint8Array)) {
      return new TypeError(`Cannot write a packet: the bytes must be a Uint8Array, got ${typeof bytes}`);
    }
    if (!isTime(seconds, 0)) {
      return refuse(`the seconds must be an integer from 0 to ${LAST_SECOND}, got ${seconds}`);
    }
    if (!isTime(0, nanoseconds)) {
      return refuse(`the nanoseconds must be an integer from 0 to 999999999, got ${nanoseconds}`);
    }
    if (offset >>> 0 !== offset || length >>> 0 !== length || offset + length > bytes.length) {
      return refuse(`need ${length} bytes from offset ${offset}, got an array of ${bytes.length}`);
    }
    return refuse(
      `the original length must be an integer from ${length} to 4294967295, got ${originalLength}`,
    );
  }
}
