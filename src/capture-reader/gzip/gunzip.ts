/** Compressed files: a header, compressed data and a checksum, once or several times (RFC 1952). */
import { BitReader } from './bit-reader.ts';
import { crc32 } from './crc32.ts';
import { GzipDamage, Inflate } from './inflate.ts';

export { GzipDamage } from './inflate.ts';

const MAGIC = [0x1f, 0x8b];
const DEFLATE = 8;

const HEADER_CHECKSUM = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const RESERVED = 0xe0;

/** Names and comments are some hundred bytes. */
const LARGEST_HEADER = 1_048_576;

const NOTHING = new Uint8Array(0);

/** @returns whether a file that begins so is compressed with gzip */
export function isGzip(start: Uint8Array): boolean {
  return start[0] === MAGIC[0] && start[1] === MAGIC[1];
}

/**
 * Decompresses chunk by chunk. What comes out comes in pieces of bounded size, however much there is behind a few bytes
 * that go in.
 *
 * @example
 * gunzip.push(chunk);
 * for (let piece = gunzip.read(); piece.length > 0; piece = gunzip.read()) take(piece);
 */
export class Gunzip {
  readonly #bits = new BitReader();
  readonly #inflate = new Inflate(this.#bits);
  #state: 'header' | 'data' | 'trailer' | 'padding' = 'header';
  #members = 0;
  #checksum = 0;
  #length = 0;
  #isComplete = false;

  /** Everything has come out. */
  get isDone(): boolean {
    return this.#isComplete && this.#state === 'padding' && this.#bits.available === 0;
  }

  /** Takes compressed bytes, which must not change until `read` has returned none. */
  push(chunk: Uint8Array): void {
    this.#bits.push(chunk);
  }

  /** Says that no more bytes will come. */
  end(): void {
    this.#isComplete = true;
  }

  /**
   * @returns the next bytes that come out, until the next call; none if more have to be pushed first, or if that was all
   * @throws GzipDamage if they are not what was compressed, or not all of it, once all before that has come out
   */
  read(): Uint8Array {
    for (;;) {
      if (this.#state === 'data') {
        const piece = this.#inflate.read();
        this.#checksum = crc32(this.#checksum, piece);
        this.#length = (this.#length + piece.length) >>> 0;
        if (this.#inflate.isDone) {
          this.#state = 'trailer';
          this.#bits.align();
        }
        if (piece.length > 0) return piece;
        if (this.#state === 'data') return this.#wait();
      } else if (!this.#readAround()) {
        return this.#wait();
      }
    }
  }

  #wait(): Uint8Array {
    if (this.#isComplete && !this.isDone) throw new GzipDamage('it ends in the middle');
    return NOTHING;
  }

  /** @returns false if more bytes have to come first */
  #readAround(): boolean {
    this.#bits.mark();
    const isRead =
      this.#state === 'header'
        ? this.#readHeader()
        : this.#state === 'trailer'
          ? this.#readTrailer()
          : this.#readPadding();
    if (!isRead) this.#bits.rewind();
    return isRead;
  }

  /** Section 2.3. */
  #readHeader(): boolean {
    const bits = this.#bits;
    const magic = [bits.take(8), bits.take(8)];
    const method = bits.take(8);
    const flags = bits.take(8);
    if (flags < 0) return false;
    if (!isGzip(Uint8Array.from(magic))) throw new GzipDamage('what follows is something else');
    if (method !== DEFLATE || (flags & RESERVED) !== 0) {
      throw new GzipDamage(`its method ${method}, flags ${flags}, is not known`);
    }
    if (!this.#skip(6)) return false;
    if ((flags & EXTRA) !== 0) {
      const length = bits.take(16);
      if (length < 0 || !this.#skip(length)) return false;
    }
    for (const text of [NAME, COMMENT]) if ((flags & text) !== 0 && !this.#skipText()) return false;
    if ((flags & HEADER_CHECKSUM) !== 0 && !this.#skip(2)) return false;
    if (this.#members > 0) this.#inflate.restart();
    this.#members++;
    this.#state = 'data';
    this.#checksum = 0;
    this.#length = 0;
    return true;
  }

  #skip(count: number): boolean {
    for (let i = 0; i < count; i++) if (this.#bits.take(8) < 0) return false;
    return true;
  }

  #skipText(): boolean {
    for (let length = 0; ; length++) {
      const byte = this.#bits.take(8);
      if (byte < 0) return false;
      if (byte === 0) return true;
      if (length > LARGEST_HEADER) throw new GzipDamage('its header has no end');
    }
  }

  #readTrailer(): boolean {
    const checksum = this.#take32();
    const length = this.#take32();
    if (length < 0) return false;
    if (checksum !== this.#checksum) throw new GzipDamage('its checksum is wrong');
    if (length !== this.#length) throw new GzipDamage('its length is wrong');
    this.#state = 'padding';
    return true;
  }

  /** @returns -1 if it is not there */
  #take32(): number {
    const low = this.#bits.take(16);
    const high = this.#bits.take(16);
    return high < 0 ? -1 : high * 0x1_0000 + low;
  }

  /** Another member may follow, or zeros, as tapes have them. */
  #readPadding(): boolean {
    const byte = this.#bits.take(8);
    if (byte < 0) return false;
    if (byte === 0) return true;
    this.#bits.rewind();
    this.#state = 'header';
    return true;
  }
}
