import type { ByteQueue } from './byte-queue.ts';
import { Gunzip, GzipDamage } from './gzip/gunzip.ts';

/** What the description of a compressed capture ends with. */
export const COMPRESSED_NOTE = ', compressed with gzip';

/** The bytes of a compressed capture on their way to the queue that it is read from. */
export class CompressedBytes {
  readonly #gunzip = new Gunzip();
  readonly #queue: ByteQueue;
  #reserved = new Uint8Array(0);

  /** @param queue - with the beginning of the compressed bytes, which make room for what they are compressed of */
  constructor(queue: ByteQueue) {
    this.#queue = queue;
    const { bytes, at, available } = queue;
    this.#gunzip.push(new Uint8Array(bytes.subarray(at, at + available)));
    if (queue.isComplete) this.#gunzip.end();
    queue.empty();
  }

  push(chunk: Uint8Array): void {
    this.#gunzip.push(chunk);
  }

  reserve(length: number): Uint8Array {
    // What was reserved before may not be decompressed yet.
    this.#reserved = new Uint8Array(length);
    return this.#reserved;
  }

  commit(count: number): void {
    this.#gunzip.push(this.#reserved.subarray(0, count));
  }

  end(): void {
    this.#gunzip.end();
  }

  /**
   * Decompresses a piece, of bounded size.
   * @returns false if more bytes have to be pushed first, or if the queue has them all
   * @throws CaptureError
   */
  more(): boolean {
    const queue = this.#queue;
    try {
      const piece = this.#gunzip.read();
      if (piece.length > 0) {
        queue.reserve(piece.length).set(piece);
        queue.commit(piece.length);
        return true;
      }
    } catch (error) {
      if (!(error instanceof GzipDamage)) throw error;
      throw queue.error(
        queue.offset + queue.available,
        `the gzip data that it is compressed in is damaged: ${error.message}`,
      );
    }
    if (!this.#gunzip.isDone || queue.isComplete) return false;
    queue.complete();
    return true;
  }
}
