/** Blocks of a big-endian pcapng file as a little-endian one has them (draft-ietf-opsawg-pcapng, sections 3 and 4). */
import {
  BLOCK_BODY,
  BLOCK_TRAILER,
  CUSTOM,
  DECRYPTION_SECRETS,
  ENHANCED_PACKET,
  INTERFACE_DESCRIPTION,
  INTERFACE_STATISTICS,
  NAME_RESOLUTION,
  OPTION_END,
  PACKET,
  SECTION_HEADER,
  SECTION_OPTIONS,
  SIMPLE_PACKET,
  STATISTICS_OPTIONS,
} from './pcapng-blocks.ts';

/** How many bytes each number has that an option holds, by the option's code; those of text and bytes are left out. */
type Widths = ReadonlyMap<number, number>;

const NO_NUMBERS: Widths = new Map();
/** if_speed, if_tzone, if_tsoffset, if_txspeed, if_rxspeed. */
const INTERFACE_WIDTHS: Widths = new Map([
  [8, 8],
  [10, 4],
  [14, 8],
  [16, 8],
  [17, 8],
]);
/** epb_flags, epb_dropcount, epb_packetid, epb_queue, epb_processid_threadid. */
const PACKET_WIDTHS: Widths = new Map([
  [2, 4],
  [4, 8],
  [5, 8],
  [6, 4],
  [8, 4],
]);
/** isb_starttime and isb_endtime are two halves each, the upper first; the others count. */
const STATISTICS_WIDTHS: Widths = new Map([
  [2, 4],
  [3, 4],
  [4, 8],
  [5, 8],
  [6, 8],
  [7, 8],
  [8, 8],
]);

const VERDICT = 7;
/** Verdicts of Linux are numbers, those of hardware bytes. */
const NUMBERED_VERDICTS: ReadonlySet<number> = new Set([1, 2]);
const VERDICT_LENGTH = 9;

/** Options of anybody's own, which begin with who that is. */
const CUSTOM_OPTIONS: ReadonlySet<number> = new Set([2988, 2989, 19372, 19373]);

const NAME_RECORD_END = 0;

/**
 * @param block - of a big-endian section, whole
 * @returns a little-endian copy; undefined if nobody here knows where in it numbers are
 */
export function turned(block: Uint8Array): Uint8Array | undefined {
  const turning = new Turning(new Uint8Array(block));
  const type = turning.u32(0);
  turning.u32(4);
  turning.u32(block.length - BLOCK_TRAILER);
  return turnBody(turning, type) ? turning.bytes : undefined;
}

function turnBody(turning: Turning, type: number): boolean {
  switch (type) {
    case SECTION_HEADER:
      turning.u32s(BLOCK_BODY, 1);
      turning.u16s(BLOCK_BODY + 4, 2);
      turning.number(BLOCK_BODY + 8, 8);
      turning.options(SECTION_OPTIONS, NO_NUMBERS);
      return true;
    case INTERFACE_DESCRIPTION:
      turning.u16s(BLOCK_BODY, 2);
      turning.u32s(BLOCK_BODY + 4, 1);
      turning.options(BLOCK_BODY + 8, INTERFACE_WIDTHS);
      return true;
    case PACKET:
      turning.u16s(BLOCK_BODY, 2);
      turning.u32s(BLOCK_BODY + 4, 2);
      turning.options(BLOCK_BODY + 20 + padded(turning.u32(BLOCK_BODY + 12)), PACKET_WIDTHS);
      turning.u32s(BLOCK_BODY + 16, 1);
      return true;
    case ENHANCED_PACKET:
      turning.u32s(BLOCK_BODY, 3);
      turning.options(BLOCK_BODY + 20 + padded(turning.u32(BLOCK_BODY + 12)), PACKET_WIDTHS);
      turning.u32s(BLOCK_BODY + 16, 1);
      return true;
    case SIMPLE_PACKET:
      turning.u32s(BLOCK_BODY, 1);
      return true;
    case NAME_RESOLUTION:
      turning.options(turning.names(BLOCK_BODY), NO_NUMBERS);
      return true;
    case INTERFACE_STATISTICS:
      turning.u32s(BLOCK_BODY, 3);
      turning.options(STATISTICS_OPTIONS, STATISTICS_WIDTHS);
      return true;
    case DECRYPTION_SECRETS: {
      turning.u32s(BLOCK_BODY, 1);
      turning.options(BLOCK_BODY + 8 + padded(turning.u32(BLOCK_BODY + 4)), NO_NUMBERS);
      return true;
    }
    case CUSTOM:
      // Whose it is, is known; what it says, is not.
      turning.u32s(BLOCK_BODY, 1);
      return true;
    default:
      return false;
  }
}

function padded(length: number): number {
  return length + (-length & 3);
}

/** Reads big-endian numbers, and leaves little-endian ones in their place. What is beyond the body stays as it is. */
class Turning {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#end = bytes.length - BLOCK_TRAILER;
  }

  /** @returns the number, 0 if it is not there */
  u32(at: number): number {
    if (at + 4 > this.bytes.length) return 0;
    const value = this.#view.getUint32(at);
    this.#view.setUint32(at, value, true);
    return value;
  }

  u16s(at: number, count: number): void {
    for (let i = 0; i < count; i++) this.number(at + 2 * i, 2);
  }

  u32s(at: number, count: number): void {
    for (let i = 0; i < count; i++) this.number(at + 4 * i, 4);
  }

  number(at: number, length: number): void {
    if (at + length <= this.#end) this.bytes.subarray(at, at + length).reverse();
  }

  options(start: number, widths: Widths): void {
    for (let at = start; at + 4 <= this.#end; ) {
      const code = this.#view.getUint16(at);
      const length = this.#view.getUint16(at + 2);
      this.u16s(at, 2);
      const value = at + 4;
      if (code === OPTION_END || value + length > this.#end) return;
      if (CUSTOM_OPTIONS.has(code) && length >= 4) this.number(value, 4);
      else if (code === VERDICT && widths === PACKET_WIDTHS) this.#verdict(value, length);
      else this.#numbers(value, length, widths.get(code) ?? length + 1);
      at = value + padded(length);
    }
  }

  /** Records of names. @returns where its options begin */
  names(start: number): number {
    for (let at = start; at + 4 <= this.#end; ) {
      const type = this.#view.getUint16(at);
      const length = this.#view.getUint16(at + 2);
      this.u16s(at, 2);
      at += 4 + padded(length);
      if (type === NAME_RECORD_END) return at;
    }
    return this.#end;
  }

  #numbers(at: number, length: number, width: number): void {
    for (let i = 0; i + width <= length; i += width) this.number(at + i, width);
  }

  #verdict(at: number, length: number): void {
    if (length === VERDICT_LENGTH && NUMBERED_VERDICTS.has(this.bytes[at] as number)) this.number(at + 1, 8);
  }
}
