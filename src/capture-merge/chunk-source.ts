import { CaptureError } from '../capture-reader/capture-error.ts';
import { Gunzip, GzipDamage, isGzip } from '../capture-reader/gzip/gunzip.ts';
import { othersTurn } from '../turns.ts';
import type { CaptureSource } from './feed.ts';

/** That take some tens of milliseconds. */
const BYTES_PER_TURN = 4 * 1024 * 1024;

/** The chunks of a capture, decompressed if need be, of which the first can be looked at before it is read. */
export class ChunkSource {
  readonly name: string;
  readonly #iterator: AsyncIterator<Uint8Array>;
  #gunzip: Gunzip | undefined;
  /** Bytes that were decompressed so far. */
  #length = 0;
  #first: Uint8Array | undefined;
  readonly #signal: AbortSignal | undefined;
  /** Bytes that were decompressed since others had their turn. */
  #sinceTurn = 0;

  /** @param signal - ends the reading also in the middle of a chunk: a small one may decompress to a large one */
  constructor({ name, chunks }: CaptureSource, signal?: AbortSignal) {
    this.name = name;
    this.#signal = signal;
    this.#iterator = chunks[Symbol.asyncIterator]();
  }

  /** Whether the capture is compressed, once a part of it was looked at. */
  get isCompressed(): boolean {
    return this.#gunzip !== undefined;
  }

  /**
   * @returns at least `length` bytes from the beginning, unless there are no more in all
   * @throws CaptureError if they are compressed and damaged
   */
  async peek(length: number): Promise<Uint8Array> {
    let held = this.#first;
    if (held === undefined) {
      held = await this.#peekUntil(new Uint8Array(0), 2);
      if (isGzip(held)) {
        this.#gunzip = new Gunzip();
        this.#gunzip.push(held);
        held = new Uint8Array(0);
      }
    }
    this.#first = await this.#peekUntil(held, length);
    return this.#first;
  }

  /**
   * @returns the next chunk, the one that was looked at included; undefined at the end
   * @throws CaptureError if it is compressed and damaged
   */
  async next(): Promise<Uint8Array | undefined> {
    const first = this.#first ?? (await this.peek(1));
    if (first.length === 0) return this.#pull();
    this.#first = new Uint8Array(0);
    return first;
  }

  /** Lets go of the capture. */
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  async #peekUntil(start: Uint8Array, length: number): Promise<Uint8Array> {
    let held = start;
    while (held.length < length) {
      const more = await this.#pull();
      if (more === undefined) break;
      const joined = new Uint8Array(held.length + more.length);
      joined.set(held);
      joined.set(more, held.length);
      held = joined;
    }
    return held;
  }

  async #pull(): Promise<Uint8Array | undefined> {
    const gunzip = this.#gunzip;
    if (gunzip === undefined) return this.#pullStored();
    for (;;) {
      const piece = this.#decompress(gunzip);
      if (piece.length > 0) {
        await this.#letOthers(piece.length);
        return piece;
      }
      if (gunzip.isDone) return undefined;
      const chunk = await this.#pullStored();
      if (chunk === undefined) gunzip.end();
      else gunzip.push(chunk);
    }
  }

  async #pullStored(): Promise<Uint8Array | undefined> {
    const { done, value } = await this.#iterator.next();
    return done === true ? undefined : value;
  }

  async #letOthers(bytes: number): Promise<void> {
    this.#sinceTurn += bytes;
    if (this.#sinceTurn < BYTES_PER_TURN) return;
    this.#sinceTurn = 0;
    await othersTurn();
    this.#signal?.throwIfAborted();
  }

  #decompress(gunzip: Gunzip): Uint8Array {
    try {
      // It stays as it is until the next comes, and longer than that.
      const piece = gunzip.read().slice();
      this.#length += piece.length;
      return piece;
    } catch (error) {
      if (!(error instanceof GzipDamage)) throw error;
      throw new CaptureError(
        this.name,
        this.#length,
        `the gzip data that it is compressed in is damaged: ${error.message}`,
      );
    }
  }
}
