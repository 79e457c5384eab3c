import {
  TCP_MSS_LENGTH,
  TCP_OPTION_END,
  TCP_OPTION_HEADER_LENGTH,
  TCP_OPTION_MSS,
  TCP_OPTION_NOP,
  TCP_OPTION_SACK,
  TCP_OPTION_SACK_OK,
  TCP_OPTION_TIMESTAMP,
  TCP_OPTION_WSCALE,
  TCP_SACK_BLOCK_LENGTH,
  TCP_SACK_OK_LENGTH,
  TCP_SECOND_WORD,
  TCP_TIMESTAMP_LENGTH,
  TCP_WSCALE_LENGTH,
  type TcpOption,
} from '../wire/tcp-options.ts';

type Timestamp = Extract<TcpOption, { kind: 'timestamp' }>;
type Word = Extract<TcpOption, { kind: 'mss' | 'wscale' }>;

const NOP: TcpOption = { kind: 'nop' };
const SACK_OK: TcpOption = { kind: 'sack_ok' };

/** Reads the options of TCP headers. Those that come in most headers are given in the same objects again and again. */
export class TcpOptionReader {
  /** The options that were read last: valid until the next call of `read`. */
  readonly options: TcpOption[] = [];
  readonly #timestamp: Timestamp = { kind: 'timestamp', val: 0, ecr: 0 };
  readonly #mss: Word = { kind: 'mss', value: 0 };
  readonly #wscale: Word = { kind: 'wscale', value: 0 };
  #used = 0;

  /**
   * @param length - of all options, padding included
   * @returns false if the stack's writer would not write the same bytes for them, or nobody could
   */
  read(view: DataView, start: number, length: number): boolean {
    const { options } = this;
    options.length = 0;
    this.#used = 0;
    const end = start + length;
    let at = start;
    while (at < end) {
      const code = view.getUint8(at);
      if (code === TCP_OPTION_END) return isPadding(view, at, end);
      if (code === TCP_OPTION_NOP) {
        options.push(NOP);
        at++;
        continue;
      }
      const size = at + 1 < end ? view.getUint8(at + 1) : 0;
      if (size < TCP_OPTION_HEADER_LENGTH || at + size > end) return false;
      options.push(this.#option(view, at, code, size));
      at += size;
    }
    return true;
  }

  #option(view: DataView, at: number, code: number, size: number): TcpOption {
    const value = at + TCP_OPTION_HEADER_LENGTH;
    const length = size - TCP_OPTION_HEADER_LENGTH;
    if (code === TCP_OPTION_MSS && size === TCP_MSS_LENGTH)
      return this.#word(this.#mss, 1, view.getUint16(value));
    if (code === TCP_OPTION_WSCALE && size === TCP_WSCALE_LENGTH)
      return this.#word(this.#wscale, 2, view.getUint8(value));
    if (code === TCP_OPTION_SACK_OK && size === TCP_SACK_OK_LENGTH) return SACK_OK;
    if (code === TCP_OPTION_SACK && length % TCP_SACK_BLOCK_LENGTH === 0)
      return { kind: 'sack', blocks: sackBlocks(view, value, length) };
    if (code === TCP_OPTION_TIMESTAMP && size === TCP_TIMESTAMP_LENGTH) {
      const timestamp = this.#isFirst(4) ? this.#timestamp : { ...this.#timestamp };
      timestamp.val = view.getUint32(value);
      timestamp.ecr = view.getUint32(value + TCP_SECOND_WORD);
      return timestamp;
    }
    const data = new Uint8Array(view.buffer, view.byteOffset + value, length).slice();
    return { kind: 'unknown', code, data };
  }

  #word(reused: Word, bit: number, value: number): Word {
    const word = this.#isFirst(bit) ? reused : { ...reused };
    word.value = value;
    return word;
  }

  /** Whether the header at hand has not had the option of this bit before. */
  #isFirst(bit: number): boolean {
    const isFirst = (this.#used & bit) === 0;
    this.#used |= bit;
    return isFirst;
  }
}

/** The writer pads with zeros, up to a multiple of 4 bytes and no further. */
function isPadding(view: DataView, start: number, end: number): boolean {
  if (end - start > 3) return false;
  for (let at = start; at < end; at++) if (view.getUint8(at) !== 0) return false;
  return true;
}

function sackBlocks(view: DataView, start: number, length: number): [number, number][] {
  const blocks: [number, number][] = [];
  for (let at = start; at < start + length; at += TCP_SACK_BLOCK_LENGTH)
    blocks.push([view.getUint32(at), view.getUint32(at + TCP_SECOND_WORD)]);
  return blocks;
}
