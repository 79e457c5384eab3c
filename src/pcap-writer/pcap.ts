/**
 * The classic capture file, little-endian: a file header, then a record header and the packet's bytes for
 * each packet, without padding (draft-ietf-opsawg-pcap, sections 4 and 5).
 */
import { ChunkedWriter } from './chunked-writer.ts';
import { completePcapOptions, type PcapOptions } from './pcap-options.ts';
import type { Sink } from './sink.ts';

const MAGIC_MICROSECOND = 0xa1b2c3d4;
const MAGIC_NANOSECOND = 0xa1b23c4d;
const VERSION_MAJOR = 2;
const VERSION_MINOR = 4;

const FILE_HEADER_LENGTH = 24;
const FILE_MAGIC = 0;
const FILE_VERSION_MAJOR = 4;
const FILE_VERSION_MINOR = 6;
const FILE_RESERVED_1 = 8;
const FILE_RESERVED_2 = 12;
const FILE_SNAP_LENGTH = 16;
const FILE_LINK_TYPE = 20;

const RECORD_HEADER_LENGTH = 16;
const RECORD_SECONDS = 0;
const RECORD_FRACTION = 4;
const RECORD_CAPTURED_LENGTH = 8;
const RECORD_ORIGINAL_LENGTH = 12;

/** Writes a pcap file to a sink. Usually made by `createPcapFile` or `createPcapStream`. */
export class PcapWriter extends ChunkedWriter {
  /** Longer packets are cut. */
  readonly #longestKept: number;
  readonly #fractionsPerSecond: number;
  #packets = 0;
  #longest = 0;
  #bytes = FILE_HEADER_LENGTH;

  /**
   * @throws TypeError if an option has the wrong type
   * @throws RangeError if it is out of range
   */
  constructor(sink: Sink, options: PcapOptions = {}) {
    const { resolution, linkType, snapLength, keepLonger, chunkSize, memory } = completePcapOptions(options);
    super(sink, memory ?? chunkSize);
    this.#longestKept = keepLonger ? Number.MAX_SAFE_INTEGER : snapLength;
    this.#fractionsPerSecond = resolution === 'nanosecond' ? 1e9 : 1e6;
    const start = this.chunk.reserve(FILE_HEADER_LENGTH);
    const { view } = this.chunk;
    view.setUint32(
      start + FILE_MAGIC,
      resolution === 'nanosecond' ? MAGIC_NANOSECOND : MAGIC_MICROSECOND,
      true,
    );
    view.setUint16(start + FILE_VERSION_MAJOR, VERSION_MAJOR, true);
    view.setUint16(start + FILE_VERSION_MINOR, VERSION_MINOR, true);
    view.setUint32(start + FILE_RESERVED_1, 0, true);
    view.setUint32(start + FILE_RESERVED_2, 0, true);
    view.setUint32(start + FILE_SNAP_LENGTH, snapLength, true);
    view.setUint32(start + FILE_LINK_TYPE, linkType, true);
  }

  /** Packets written so far. */
  get packets(): number {
    return this.#packets;
  }

  /** Length of the capture so far: headers, and what was not handed to the sink yet, included. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes of the longest packet so far. */
  get longest(): number {
    return this.#longest;
  }

  /**
   * Has the header say another snap length, as of packets that are longer than anybody knew before.
   *
   * @returns false if it cannot be changed any more: what is written to a pipe is gone
   * @throws PcapOutputError if the file or stream cannot be written
   */
  restate(snapLength: number): boolean {
    if (this.sink.rewrite === undefined) return false;
    this.chunk.handOver();
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, snapLength, true);
    this.sink.rewrite(FILE_SNAP_LENGTH, bytes);
    return true;
  }

  /**
   * Appends a packet. It is copied: the caller may overwrite `bytes` at once. Nothing is allocated, unless the
   * packet is larger than a chunk.
   *
   * @param seconds since 1970
   * @param fraction microseconds or nanoseconds of that second
   * @param bytes holds the packet
   * @param offset of its first byte in `bytes`
   * @param length of the packet; what is beyond the snap length is left out
   * @param originalLength its length on the wire, if `bytes` holds only the beginning of it
   * @returns false if the sink asks to wait for `drain()` before more is written
   * @throws TypeError if `bytes` is not a Uint8Array
   * @throws RangeError if a number is out of range
   * @throws PcapOutputError if the file or stream cannot be written
   */
  write(
    seconds: number,
    fraction: number,
    bytes: Uint8Array,
    offset = 0,
    length = bytes.length - offset,
    originalLength = length,
  ): boolean {
    if (
      seconds >>> 0 !== seconds ||
      fraction >>> 0 !== fraction ||
      fraction >= this.#fractionsPerSecond ||
      !(bytes instanceof Uint8Array) ||
      offset >>> 0 !== offset ||
      length >>> 0 !== length ||
      offset + length > bytes.length ||
      originalLength >>> 0 !== originalLength ||
      originalLength < length
    ) {
      throw this.#objection(seconds, fraction, bytes, offset, length, originalLength);
    }
    if (this.isClosed) throw new Error('Cannot write a packet: the capture is closed');
    const captured = Math.min(length, this.#longestKept);
    if (captured > this.#longest) this.#longest = captured;
    const chunk = this.chunk;
    const start = chunk.reserve(RECORD_HEADER_LENGTH + captured);
    const { view } = chunk;
    view.setUint32(start + RECORD_SECONDS, seconds, true);
    view.setUint32(start + RECORD_FRACTION, fraction, true);
    view.setUint32(start + RECORD_CAPTURED_LENGTH, captured, true);
    view.setUint32(start + RECORD_ORIGINAL_LENGTH, originalLength, true);
    chunk.copyFrom(bytes, offset, captured, start + RECORD_HEADER_LENGTH);
    this.#packets++;
    this.#bytes += RECORD_HEADER_LENGTH + captured;
    return this.sink.ready;
  }

  #objection(
    seconds: number,
    fraction: number,
    bytes: Uint8Array,
    offset: number,
    length: number,
    originalLength: number,
  ): Error {
    const refuse = (what: string): RangeError => new RangeError(`Cannot write a packet: ${what}`);
    if (!(bytes instanceof Uint8Array)) {
      return new TypeError(`Cannot write a packet: the bytes must be a Uint8Array, got ${typeof bytes}`);
    }
    if (seconds >>> 0 !== seconds) {
      return refuse(`the seconds must be an integer from 0 to 4294967295, got ${seconds}`);
    }
    if (fraction >>> 0 !== fraction || fraction >= this.#fractionsPerSecond) {
      return refuse(
        `the fraction must be an integer from 0 to ${this.#fractionsPerSecond - 1}, got ${fraction}`,
      );
    }
    if (offset >>> 0 !== offset || length >>> 0 !== length || offset + length > bytes.length) {
      return refuse(`need ${length} bytes from offset ${offset}, got an array of ${bytes.length}`);
    }
    return refuse(
      `the original length must be an integer from ${length} to 4294967295, got ${originalLength}`,
    );
  }
}
