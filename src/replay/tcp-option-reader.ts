import type { TcpOption } from '../wire/tcp-options.ts';

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
      if (code === 0) return isPadding(view, at, end);
      if (code === 1) {
        options.push(NOP);
        at++;
        continue;
      }
      const size = at + 1 < end ? view.getUint8(at + 1) : 0;
      if (size < 2 || at + size > end) return false;
      options.push(this.#option(view, at, code, size));
      at += size;
    }
    return true;
  }

  #option(view: DataView, at: number, code: number, size: number): TcpOption {
    if (code === 2 && size === 4) return this.#word(this.#mss, 1, view.getUint16(at + 2));
    if (code === 3 && size === 3) return this.#word(this.#wscale, 2, view.getUint8(at + 2));
    if (code === 4 && size === 2) return SACK_OK;
    if (code === 5 && size % 8 === 2) return { kind: 'sack', blocks: sackBlocks(view, at + 2, size - 2) };
    if (code === 8 && size === 10) {
      const timestamp = this.#isFirst(4) ? this.#timestamp : { ...this.#timestamp };
      timestamp.val = view.getUint32(at + 2);
      timestamp.ecr = view.getUint32(at + 6);
      return timestamp;
    }
    const data = new Uint8Array(view.buffer, view.byteOffset + at + 2, size - 2).slice();
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
  for (let at = start; at < start + length; at += 8)
    blocks.push([view.getUint32(at), view.getUint32(at + 4)]);
  return blocks;
}
