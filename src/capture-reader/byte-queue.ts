import { CaptureError } from './capture-error.ts';

const LEAST_CAPACITY = 65536;

/** A stretch of memory, which nobody else uses. */
export interface QueueMemory {
  /** The stretch lies in here. */
  readonly bytes: Uint8Array;
  /** Over the same memory as `bytes`, so that an index in one is an index in the other. */
  readonly view: DataView;
  /** Index of its first byte. */
  readonly start: number;
  readonly length: number;
}

/**
 * The bytes of a capture that have arrived and were not consumed yet, contiguous. A chunk that is pushed to an empty
 * queue is used where it is; otherwise it is copied behind what is left, in the queue's own memory. What is filled into
 * that memory is copied only if it has to make room. What is skipped is never stored.
 */
export class ByteQueue {
  bytes: Uint8Array;
  /** Over the same memory as `bytes`. */
  view: DataView;
  /** Index of the first byte that was not consumed. */
  at: number;
  /** Of that byte in the capture. */
  offset = 0;
  readonly #source: string;
  #own: QueueMemory;
  #end: number;
  #toSkip = 0;
  #isComplete = false;

  /**
   * @param source - what messages call the capture
   * @param memory - to be used as long as it is large enough
   */
  constructor(source: string, memory: QueueMemory = newMemory(0)) {
    this.#source = source;
    this.#own = memory;
    this.bytes = memory.bytes;
    this.view = memory.view;
    this.at = memory.start;
    this.#end = memory.start;
  }

  /** How many bytes are there to be consumed. */
  get available(): number {
    return this.#end - this.at;
  }

  /** No further chunk will come. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Everything has arrived, and was consumed or skipped. */
  get isExhausted(): boolean {
    return this.#isComplete && this.available === 0 && this.#toSkip === 0;
  }

  /** Appends a chunk, which must stay as it is until the next one comes. */
  push(chunk: Uint8Array): void {
    const skipped = Math.min(this.#toSkip, chunk.length);
    this.#toSkip -= skipped;
    this.offset += skipped;
    const length = chunk.length - skipped;
    if (length === 0) return;
    if (this.available === 0) {
      this.#use(chunk);
      this.at = skipped;
      this.#end = chunk.length;
      return;
    }
    this.#makeRoom(length);
    this.bytes.set(skipped === 0 ? chunk : chunk.subarray(skipped), this.#end);
    this.#end += length;
  }

  /**
   * Makes room for the next `length` bytes.
   * @returns where they are to be put
   */
  reserve(length: number): Uint8Array {
    this.#makeRoom(length);
    return this.bytes.subarray(this.#end, this.#end + length);
  }

  /** Appends the first `count` of the bytes that were reserved last. */
  commit(count: number): void {
    const skipped = Math.min(this.#toSkip, count);
    this.#toSkip -= skipped;
    // As long as something is to be skipped, nothing is left.
    this.advance(skipped);
    this.#end += count;
  }

  /** Says that no further chunk will come. */
  complete(): void {
    this.#isComplete = true;
  }

  /**
   * @param what - that these bytes are, for the message
   * @param start - offset in the capture of what they are a part of
   * @returns whether the next `length` bytes are there
   * @throws CaptureError if they never will be
   */
  holds(length: number, what: string, start = this.offset): boolean {
    if (this.#toSkip === 0 && this.available >= length) return true;
    if (!this.#isComplete) return false;
    if (this.#toSkip > 0) {
      throw this.error(start, `the capture is cut short: it ends ${this.#toSkip} bytes before ${what}`);
    }
    throw this.error(
      start,
      `the capture is cut short: it ends after ${this.available} of the ${length} bytes of ${what}`,
    );
  }

  /** Consumes bytes that are there. They stay where they are until the next chunk comes. */
  advance(length: number): void {
    this.at += length;
    this.offset += length;
  }

  /** Consumes bytes, whether they are there or will come. */
  skip(length: number): void {
    const now = Math.min(length, this.available);
    this.advance(now);
    this.#toSkip = length - now;
  }

  /** Forgets what is there: something else is to be read from here on. */
  empty(): void {
    this.bytes = this.#own.bytes;
    this.view = this.#own.view;
    this.at = this.#own.start;
    this.#end = this.at;
    this.offset = 0;
    this.#isComplete = false;
  }

  error(offset: number, reason: string): CaptureError {
    return new CaptureError(this.#source, offset, reason);
  }

  /** Sees to it that `length` bytes fit behind those that are left; each byte is moved a constant number of times. */
  #makeRoom(length: number): void {
    if (this.bytes === this.#own.bytes && this.#end + length <= endOf(this.#own)) return;
    const needed = this.available + length;
    const left = this.bytes.subarray(this.at, this.#end);
    if (needed * 2 > this.#own.length) this.#own = newMemory(Math.max(needed * 2, LEAST_CAPACITY));
    const { bytes, view, start } = this.#own;
    bytes.set(left, start);
    this.bytes = bytes;
    this.view = view;
    this.at = start;
    this.#end = start + left.length;
  }

  #use(bytes: Uint8Array): void {
    if (this.bytes === bytes) return;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}

function newMemory(length: number): QueueMemory {
  const bytes = new Uint8Array(length);
  return { bytes, view: new DataView(bytes.buffer), start: 0, length };
}

function endOf({ start, length }: QueueMemory): number {
  return start + length;
}
