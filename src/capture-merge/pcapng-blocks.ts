/** Blocks of a little-endian pcapng file as they stand there (draft-ietf-opsawg-pcapng, sections 3 and 4). */

export const BLOCK_BODY = 8;
export const BLOCK_TRAILER = 4;

export const SECTION_HEADER = 0x0a0d0d0a;
export const INTERFACE_DESCRIPTION = 1;
/** Obsolete, but there are captures with it. */
export const PACKET = 2;
export const SIMPLE_PACKET = 3;
export const NAME_RESOLUTION = 4;
export const INTERFACE_STATISTICS = 5;
export const ENHANCED_PACKET = 6;
export const DECRYPTION_SECRETS = 10;
/** A custom block that may be copied. */
export const CUSTOM = 0xbad;
/** A custom block that its author wants not to be copied. */
export const UNCOPIED_CUSTOM = 0x40000bad;

/** Where the options of a block begin, from the start of the block. */
export const SECTION_OPTIONS = 24;
export const STATISTICS_OPTIONS = 20;

export const OPTION_END = 0;
export const OPTION_COMMENT = 1;

/** The comment of a packet that had no time, but needs one where it is now. */
export const NO_TIME = 'its time was not recorded';

export interface BlockOption {
  code: number;
  value: Uint8Array;
}

/** @returns the options of a block that is whole; what is wrong with them is left out */
export function readOptions(block: Uint8Array, start: number): BlockOption[] {
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  const options: BlockOption[] = [];
  const end = block.length - BLOCK_TRAILER;
  for (let at = start; at + 4 <= end; ) {
    const code = view.getUint16(at, true);
    const length = view.getUint16(at + 2, true);
    if (code === OPTION_END || at + 4 + length > end) break;
    options.push({ code, value: block.slice(at + 4, at + 4 + length) });
    at += 4 + length + (-length & 3);
  }
  return options;
}

/** @returns the first `start` bytes of `block` with other options behind them */
export function withOptions(block: Uint8Array, start: number, options: readonly BlockOption[]): Uint8Array {
  const room = options.reduce((sum, { value }) => sum + 4 + value.length + (-value.length & 3), 0);
  const length = start + room + (options.length === 0 ? 0 : 4) + BLOCK_TRAILER;
  const made = new Uint8Array(length);
  const view = new DataView(made.buffer);
  made.set(block.subarray(0, start));
  let at = start;
  for (const { code, value } of options) {
    view.setUint16(at, code, true);
    view.setUint16(at + 2, value.length, true);
    made.set(value, at + 4);
    at += 4 + value.length + (-value.length & 3);
  }
  view.setUint32(4, length, true);
  view.setUint32(length - BLOCK_TRAILER, length, true);
  return made;
}

/** Every byte stands for a character of its own. */
const DECODER = new TextDecoder('latin1');

/** @returns a text that only blocks with the same bytes have */
export function blockKey(block: Uint8Array): string {
  return DECODER.decode(block);
}
