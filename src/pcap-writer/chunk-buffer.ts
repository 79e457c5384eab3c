import type { Sink } from './sink.ts';

/** Up to this many bytes a loop is quicker than `set`, which needs a view of its own for every call. */
const LONGEST_LOOP = 96;

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
  readonly #regularBytes: Uint8Array;
  readonly #regularView: DataView;
  #used = 0;
  #source: Uint8Array;
  #sourceView: DataView;

  /** @param size a record that is larger gets a buffer of its own */
  constructor(sink: Sink, size: number) {
    this.#sink = sink;
    this.#regularBytes = new Uint8Array(size);
    this.#regularView = new DataView(this.#regularBytes.buffer);
    this.bytes = this.#regularBytes;
    this.view = this.#regularView;
    this.#source = this.#regularBytes;
    this.#sourceView = this.#regularView;
  }

  /**
   * Makes room for a record, every byte of which the caller has to write before it reserves again.
   * @returns the offset of the record in `bytes` and `view`
   * @throws PcapOutputError if the sink cannot take the records before it
   */
  reserve(size: number): number {
    const start = this.#used;
    if (start + size > this.bytes.length) return this.#reserveInNext(size);
    this.#used = start + size;
    return start;
  }

  /** Copies `length` bytes of `source` from `offset` to `target` in `bytes`. */
  copyFrom(source: Uint8Array, offset: number, length: number, target: number): void {
    if (length > LONGEST_LOOP) {
      this.bytes.set(source.subarray(offset, offset + length), target);
      return;
    }
    if (source !== this.#source) {
      this.#source = source;
      this.#sourceView = new DataView(source.buffer, source.byteOffset);
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
    const used = this.#used;
    this.bytes = this.#regularBytes;
    this.view = this.#regularView;
    this.#used = 0;
    if (used > 0) this.#sink.write(bytes, used);
  }

  #reserveInNext(size: number): number {
    this.handOver();
    if (size > this.bytes.length) {
      this.bytes = new Uint8Array(size);
      this.view = new DataView(this.bytes.buffer);
    }
    this.#used = size;
    return 0;
  }
}
