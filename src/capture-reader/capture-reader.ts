import { ByteQueue, type QueueMemory } from './byte-queue.ts';
import type { CaptureFormat } from './capture-format.ts';
import { COMPRESSED_NOTE, CompressedBytes } from './compressed.ts';
import { describeStart, START_LENGTH } from './foreign-format.ts';
import { isGzip } from './gzip/gunzip.ts';
import { formatAt, MAGIC_LENGTH } from './magic-number.ts';
import { type CapturedPacket, emptyPacket } from './packet.ts';
import { PcapFormat } from './pcap.ts';
import { PcapngFormat } from './pcapng.ts';
import { SnoopFormat } from './snoop.ts';

export interface CaptureReaderOptions {
  /** What messages call the capture, such as `"x.pcap"`; `the capture` if absent. */
  source?: string;
  /** Where to put bytes, as long as it is large enough; ordinary memory if absent. Nobody else is to use it. */
  memory?: QueueMemory;
  /** Packets after which it is at its end, whatever follows; as many as there are if absent. */
  most?: number;
}

/**
 * Reads pcap, pcapng and snoop captures of any size, also compressed with gzip, in flat memory: chunks of bytes go in,
 * packets come out. Nothing is allocated per packet, and never more than a packet, or the description of an interface,
 * and a chunk can take.
 *
 * @example
 * const reader = new CaptureReader();
 * for await (const chunk of createReadStream('x.pcap')) {
 *   reader.push(chunk);
 *   while (reader.next()) console.log(reader.packet.number, reader.packet.seconds, reader.packet.length);
 * }
 * reader.end();
 * while (reader.next()) console.log(reader.packet.number);
 */
export class CaptureReader {
  readonly #queue: ByteQueue;
  readonly #most: number;
  readonly #packet = emptyPacket();
  #packets = 0;
  #format: CaptureFormat | undefined;
  #compressed: CompressedBytes | undefined;

  constructor({
    source = 'the capture',
    memory,
    most = Number.POSITIVE_INFINITY,
  }: CaptureReaderOptions = {}) {
    this.#queue = new ByteQueue(source, memory);
    this.#most = most;
  }

  /** The packet that was read last: valid until the next call of `next` or `push`. */
  get packet(): CapturedPacket {
    return this.#packet;
  }

  /** Packets read so far: not more than the number of the last one, which counts what else is a frame to Wireshark. */
  get packets(): number {
    return this.#packets;
  }

  /** Records read so far that are no packets, but frames to Wireshark. */
  get otherRecords(): number {
    return this.#packet.number - this.#packets;
  }

  /** Such as `pcap, little-endian, microseconds`; empty as long as it is not known. */
  get format(): string {
    const { description = '' } = this.#format ?? {};
    return description === '' || this.#compressed === undefined
      ? description
      : `${description}${COMPRESSED_NOTE}`;
  }

  /**
   * Whether times can be in between microseconds, also those that are still to come: always, in pcapng. False as long as
   * the format is not known.
   */
  get hasNanoseconds(): boolean {
    return this.#format?.hasNanoseconds === true;
  }

  /** Takes the next bytes of the capture, which must not change until the next call of `push`. */
  push(chunk: Uint8Array): void {
    (this.#compressed ?? this.#queue).push(chunk);
  }

  /**
   * Makes room for the next bytes of the capture, for those who can choose where they read them to: that saves a copy.
   *
   * @param length - at least 1
   * @returns where they are to be put, until the next call of anything but `commit`
   */
  reserve(length: number): Uint8Array {
    return (this.#compressed ?? this.#queue).reserve(length);
  }

  /** Takes the first `count` of the bytes that were reserved last. */
  commit(count: number): void {
    (this.#compressed ?? this.#queue).commit(count);
  }

  /** Says that no more bytes will come. What is left is still to be read with `next`. */
  end(): void {
    if (this.#compressed === undefined) this.#queue.complete();
    else this.#compressed.end();
  }

  /**
   * Reads the next packet.
   *
   * @returns false if more bytes have to be pushed first, or, after `end`, if there are no more packets
   * @throws CaptureError if the capture is damaged, cut short, or none; it cannot be read any further then
   */
  next(): boolean {
    if (this.#packets >= this.#most) return false;
    while (!this.#read()) {
      if (this.#compressed === undefined || !this.#compressed.more()) return false;
    }
    this.#packet.number++;
    this.#packets++;
    return true;
  }

  #read(): boolean {
    this.#format ??= this.#detect();
    return this.#format?.read() === true;
  }

  #detect(): CaptureFormat | undefined {
    const queue = this.#queue;
    if (queue.available < MAGIC_LENGTH) {
      if (queue.isComplete) throw this.#noCapture();
      return undefined;
    }
    const format = formatAt(queue.view, queue.at);
    if (format === 'pcapng') return new PcapngFormat(queue, this.#packet);
    if (format === 'snoop') return new SnoopFormat(queue, this.#packet);
    if (format !== undefined) return new PcapFormat(queue, this.#packet, format);
    if (this.#compressed === undefined && isGzip(this.#start())) {
      this.#compressed = new CompressedBytes(queue);
      return undefined;
    }
    // What it is instead is seen a little later.
    if (queue.available < START_LENGTH && !queue.isComplete) return undefined;
    throw this.#noCapture();
  }

  #start(): Uint8Array {
    const { bytes, at, available } = this.#queue;
    return bytes.subarray(at, at + Math.min(available, START_LENGTH));
  }

  #noCapture(): Error {
    return this.#queue.error(0, `it is not a capture: ${describeStart(this.#start())}`);
  }
}

/**
 * Reads the packets of a capture.
 *
 * @param chunks - its bytes, in pieces of any size
 * @returns the packets, in one object: each is valid until the next is asked for
 * @throws CaptureError if the capture is damaged, cut short, or none, after all the packets before the damage
 *
 * @example
 * ```ts
 * import { createReadStream } from 'node:fs';
 * import { readCapture } from 'netchannel-sim/capture-reader';
 *
 * for await (const { number, linkType, length } of readCapture(createReadStream('demo.pcap'))) {
 *   console.log(number, linkType, length);
 * }
 * ```
 */
export async function* readCapture(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: CaptureReaderOptions = {},
): AsyncGenerator<CapturedPacket, void, undefined> {
  const reader = new CaptureReader(options);
  for await (const chunk of chunks) {
    reader.push(chunk);
    while (reader.next()) yield reader.packet;
  }
  reader.end();
  while (reader.next()) yield reader.packet;
}
