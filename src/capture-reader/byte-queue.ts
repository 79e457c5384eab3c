import { CaptureError } from './capture-error.ts';

const LEAST_CAPACITY = 65536;

/**
 * The bytes of a capture that have arrived and were not consumed yet, contiguous. A chunk that follows on an empty
 * queue is used where it is; otherwise it is copied behind what is left. What is skipped is never stored.
 */
export class ByteQueue {
  bytes: Uint8Array = new Uint8Array(0);
  /** Over the same memory as `bytes`, so that an index in one is an index in the other. */
  view: DataView = new DataView(this.bytes.buffer);
  /** Index of the first byte that was not consumed. */
  at = 0;
  /** Of that byte in the capture. */
  offset = 0;
  readonly #source: string;
  #own: Uint8Array = this.bytes;
  #end = 0;
  #toSkip = 0;
  #isComplete = false;

  /** @param source - what messages call the capture */
  constructor(source: string) {
    this.#source = source;
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

  error(offset: number, reason: string): CaptureError {
    return new CaptureError(this.#source, offset, reason);
  }

  /** Sees to it that `length` bytes fit behind those that are left; each byte is moved a constant number of times. */
  #makeRoom(length: number): void {
    if (this.bytes === this.#own && this.#end + length <= this.#own.length) return;
    const needed = this.available + length;
    const left = this.bytes.subarray(this.at, this.#end);
    if (needed * 2 > this.#own.length) this.#own = new Uint8Array(Math.max(needed * 2, LEAST_CAPACITY));
    this.#own.set(left);
    this.#end = left.length;
    this.at = 0;
    this.#use(this.#own);
  }

  #use(bytes: Uint8Array): void {
    if (this.bytes === bytes) return;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}
