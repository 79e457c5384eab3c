/**
 * The frame of every pcapng block: its type, its length, the body padded to 4 bytes, the length again; and the
 * options that end most bodies (draft-ietf-opsawg-pcapng, sections 3.1 and 3.5). All little-endian.
 */
import { checkComments, encodeText, fitComment, UTF8 } from './pcapng-text.ts';

export const SECTION_HEADER = 0x0a0d0d0a;
export const INTERFACE_DESCRIPTION = 1;
export const NAME_RESOLUTION = 4;
export const INTERFACE_STATISTICS = 5;
export const ENHANCED_PACKET = 6;

export const BLOCK_TYPE = 0;
export const BLOCK_LENGTH = 4;
export const BLOCK_BODY = 8;
/** The length at the end. */
export const BLOCK_TRAILER = 4;

export const OPTION_HEADER = 4;
export const OPTION_END = 0;
export const OPTION_COMMENT = 1;

/** What readers are sure to take: the limit of Wireshark for years, and now one eighth of it. */
export const LARGEST_BLOCK = 16 * 1024 * 1024;

/** @returns bytes that are missing to a multiple of 4 */
export function paddingOf(length: number): number {
  return -length & 3;
}

/** @throws RangeError if a block is larger than its readers take */
export function checkBlockLength(action: string, length: number): void {
  if (length <= LARGEST_BLOCK) return;
  throw new RangeError(
    `${action}: its block would have ${length} bytes, more than the ${LARGEST_BLOCK} that readers take`,
  );
}

/** A block that is put together in memory of its own: for all but packets, which come by the million. */
export class Block {
  readonly #action: string;
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  #hasOptions = false;

  /** @param action what cannot be done if something is wrong, such as 'Cannot add an interface' */
  constructor(type: number, action: string) {
    this.#action = action;
    this.u32(type).u32(0);
  }

  u8(value: number): this {
    const at = this.#grow(1);
    this.#view.setUint8(at, value);
    return this;
  }

  u16(value: number): this {
    const at = this.#grow(2);
    this.#view.setUint16(at, value, true);
    return this;
  }

  u32(value: number): this {
    const at = this.#grow(4);
    this.#view.setUint32(at, value, true);
    return this;
  }

  u64(value: number | bigint): this {
    const at = this.#grow(8);
    this.#view.setBigUint64(at, BigInt(value), true);
    return this;
  }

  raw(bytes: Uint8Array): this {
    const at = this.#grow(bytes.length);
    this.#bytes.set(bytes, at);
    return this;
  }

  /** Appends zeros up to a multiple of 4. */
  align(): this {
    while (paddingOf(this.#length) > 0) this.u8(0);
    return this;
  }

  /** An option whose value is appended next, and then `align`. */
  option(code: number, length: number): this {
    this.#hasOptions = true;
    return this.u16(code).u16(length);
  }

  bytesOption(code: number, value: Uint8Array): this {
    return this.option(code, value.length).raw(value).align();
  }

  /** @param name of what the text says, for the message about a wrong one */
  textOption(code: number, name: string, text: string | undefined): this {
    if (text === undefined) return this;
    return this.bytesOption(code, encodeText(this.#action, name, text));
  }

  comments(comments: readonly string[]): this {
    checkComments(this.#action, comments);
    for (const comment of comments) this.bytesOption(OPTION_COMMENT, UTF8.encode(fitComment(comment)));
    return this;
  }

  /** @returns the block; the end of the options is appended if there were any */
  finish(): Uint8Array {
    if (this.#hasOptions) this.u16(OPTION_END).u16(0);
    const length = this.align().#length + BLOCK_TRAILER;
    checkBlockLength(this.#action, length);
    this.u32(length);
    this.#view.setUint32(BLOCK_LENGTH, length, true);
    return this.#bytes.subarray(0, length);
  }

  /**
   * Replaces `#bytes` and `#view` if need be.
   * @returns the offset of the bytes that are new
   */
  #grow(size: number): number {
    const start = this.#length;
    this.#length += size;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length));
      larger.set(this.#bytes.subarray(0, start));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return start;
  }
}
