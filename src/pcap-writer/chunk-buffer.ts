import type { Sink } from './sink.ts';

/** Up to this many bytes a loop is quicker than `set`, which needs a view of its own for every call. */
const LONGEST_LOOP = 96;

/** Memory that somebody else has set apart for a capture, and who can copy within it quicker than `set` does. */
export interface ChunkMemory {
  /** Packets that lie in this very array are copied with `copy`. */
  bytes: Uint8Array;
  /** Where the part of it begins that packets are collected in. Nothing else may be there. */
  start: number;
  /** Bytes of that part, at least 64. */
  length: number;
  /** Copies `length` bytes within `bytes`. */
  copy(target: number, source: number, length: number): void;
}

/**
 * The one buffer that records are written into. When the next record does not fit, the buffer goes to the
 * sink: always at the end of a record, so that what is outside this process is a valid file at any time.
 */
export class ChunkBuffer {
  /** Where the bytes that `reserve` returned the offset of are to be written. Replaced now and then. */
  bytes: Uint8Array;
  /** The same bytes. */
  view: DataView;
  readonly #sink: Sink;
  readonly #memory: ChunkMemory;
  readonly #memoryView: DataView;
  /** The part of the memory that is the capture's. */
  readonly #memoryPart: Uint8Array;
  /** Where records begin in `bytes`, where the next one goes, and where `bytes` ends for them. */
  #start: number;
  #next: number;
  #end: number;
  #source: Uint8Array;
  #sourceView: DataView;

  /** @param memory a size, or where; a record that is larger gets a buffer of its own */
  constructor(sink: Sink, memory: number | ChunkMemory) {
    this.#sink = sink;
    this.#memory = typeof memory === 'number' ? ownMemory(memory) : memory;
    this.bytes = this.#memory.bytes;
    this.#memoryView = viewOf(this.bytes);
    this.view = this.#memoryView;
    this.#start = this.#memory.start;
    this.#next = this.#start;
    this.#end = this.#start + this.#memory.length;
    this.#memoryPart = this.bytes.subarray(this.#start, this.#end);
    this.#source = this.bytes;
    this.#sourceView = this.view;
  }

  /**
   * Makes room for a record, every byte of which the caller has to write before it reserves again.
   * @returns the offset of the record in `bytes` and `view`
   * @throws PcapOutputError if the sink cannot take the records before it
   */
  reserve(size: number): number {
    const at = this.#next;
    if (at + size > this.#end) return this.#reserveInNext(size);
    this.#next = at + size;
    return at;
  }

  /** Copies `length` bytes of `source` from `offset` to `target` in `bytes`. */
  copyFrom(source: Uint8Array, offset: number, length: number, target: number): void {
    if (source === this.#memory.bytes && source === this.bytes) {
      this.#memory.copy(target, offset, length);
      return;
    }
    if (length > LONGEST_LOOP) {
      this.bytes.set(source.subarray(offset, offset + length), target);
      return;
    }
    if (source !== this.#source) {
      this.#source = source;
      this.#sourceView = viewOf(source);
    }
    const from = this.#sourceView;
    const to = this.view;
    let i = 0;
    for (; i + 4 <= length; i += 4) to.setUint32(target + i, from.getUint32(offset + i, true), true);
    for (; i < length; i++) to.setUint8(target + i, from.getUint8(offset + i));
  }

  /**
   * Gives everything to the sink.
   * @throws PcapOutputError
   */
  handOver(): void {
    const { bytes } = this;
    const length = this.#next - this.#start;
    this.bytes = this.#memory.bytes;
    this.view = this.#memoryView;
    this.#start = this.#memory.start;
    this.#next = this.#start;
    this.#end = this.#start + this.#memory.length;
    if (length > 0) this.#sink.write(bytes === this.#memory.bytes ? this.#memoryPart : bytes, length);
  }

  #reserveInNext(size: number): number {
    this.handOver();
    if (size > this.#memory.length) {
      this.bytes = new Uint8Array(size);
      this.view = viewOf(this.bytes);
      this.#start = 0;
      this.#end = size;
    }
    this.#next = this.#start + size;
    return this.#start;
  }
}

function ownMemory(length: number): ChunkMemory {
  const bytes = new Uint8Array(length);
  return {
    bytes,
    start: 0,
    length,
    copy: (target, source, count) => bytes.copyWithin(target, source, source + count),
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
