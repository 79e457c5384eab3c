import type { Window } from './window.ts';

/** Kinds of options (IANA's registry of TCP parameters), and the lengths of those that have one. */
export const TCP_OPTION_END = 0;
export const TCP_OPTION_NOP = 1;
export const TCP_OPTION_MSS = 2;
export const TCP_OPTION_WSCALE = 3;
export const TCP_OPTION_SACK_OK = 4;
export const TCP_OPTION_SACK = 5;
export const TCP_OPTION_TIMESTAMP = 8;
/** Bytes of kind and length, before what the option says. */
export const TCP_OPTION_HEADER_LENGTH = 2;
export const TCP_MSS_LENGTH = 4;
export const TCP_WSCALE_LENGTH = 3;
export const TCP_SACK_OK_LENGTH = 2;
/** Bytes of a block of SACK: its two edges. */
export const TCP_SACK_BLOCK_LENGTH = 8;
export const TCP_TIMESTAMP_LENGTH = 10;
/** Where the second word of a timestamp, or of a block, stands behind its first. */
export const TCP_SECOND_WORD = 4;

/** A TCP option as tcpip 3.7.1 knows them (src/tcp/options.ml). */
export type TcpOption =
  | { kind: 'nop' }
  /** Maximum segment size (RFC 9293, 3.7.1). */
  | { kind: 'mss'; value: number }
  /** Window scale, a shift count (RFC 7323, 2). */
  | { kind: 'wscale'; value: number }
  /** SACK permitted (RFC 2018, 2). */
  | { kind: 'sack_ok' }
  /** Blocks of [left edge, right edge] (RFC 2018, 3). */
  | { kind: 'sack'; blocks: readonly (readonly [number, number])[] }
  /** TSval and TSecr (RFC 7323, 3). */
  | { kind: 'timestamp'; val: number; ecr: number }
  | { kind: 'unknown'; code: number; data: Uint8Array };

function encodedLength(option: TcpOption): number {
  switch (option.kind) {
    case 'nop':
      return 1;
    case 'mss':
      return TCP_MSS_LENGTH;
    case 'wscale':
      return TCP_WSCALE_LENGTH;
    case 'sack_ok':
      return TCP_SACK_OK_LENGTH;
    case 'sack':
      return TCP_OPTION_HEADER_LENGTH + TCP_SACK_BLOCK_LENGTH * option.blocks.length;
    case 'timestamp':
      return TCP_TIMESTAMP_LENGTH;
    case 'unknown':
      return TCP_OPTION_HEADER_LENGTH + option.data.length;
  }
}

/** Length of `options` on the wire, padded to a multiple of 4 bytes. */
export function tcpOptionsLength(options: readonly TcpOption[]): number {
  let length = 0;
  for (const option of options) length += encodedLength(option);
  return (length + 3) & ~3;
}

/**
 * Writes `options` at `at`, padded with zeros to a multiple of 4 bytes.
 * @returns the number of bytes written
 */
export function writeTcpOptions(window: Window, at: number, options: readonly TcpOption[]): number {
  let end = at;
  for (const option of options) {
    const length = encodedLength(option);
    const o = window.claim(end, length);
    const value = o + TCP_OPTION_HEADER_LENGTH;
    const view = window.view;
    end += length;
    if (option.kind === 'nop') {
      view.setUint8(o, TCP_OPTION_NOP);
      continue;
    }
    view.setUint8(o + 1, length);
    switch (option.kind) {
      case 'mss':
        view.setUint8(o, TCP_OPTION_MSS);
        view.setUint16(value, option.value);
        break;
      case 'wscale':
        view.setUint8(o, TCP_OPTION_WSCALE);
        view.setUint8(value, option.value);
        break;
      case 'sack_ok':
        view.setUint8(o, TCP_OPTION_SACK_OK);
        break;
      case 'sack':
        view.setUint8(o, TCP_OPTION_SACK);
        option.blocks.forEach(([left, right], i) => {
          const block = value + TCP_SACK_BLOCK_LENGTH * i;
          view.setUint32(block, left);
          view.setUint32(block + TCP_SECOND_WORD, right);
        });
        break;
      case 'timestamp':
        view.setUint8(o, TCP_OPTION_TIMESTAMP);
        view.setUint32(value, option.val);
        view.setUint32(value + TCP_SECOND_WORD, option.ecr);
        break;
      case 'unknown':
        view.setUint8(o, option.code);
        window.bytes.set(option.data, value);
        break;
    }
  }
  const padded = at + ((end - at + 3) & ~3);
  if (padded > end) {
    const o = window.claim(end, padded - end);
    window.bytes.fill(0, o, o + padded - end);
  }
  return padded - at;
}
