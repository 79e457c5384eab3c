import type { Window } from './window.ts';

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
      return 4;
    case 'wscale':
      return 3;
    case 'sack_ok':
      return 2;
    case 'sack':
      return 2 + 8 * option.blocks.length;
    case 'timestamp':
      return 10;
    case 'unknown':
      return 2 + option.data.length;
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
    const view = window.view;
    end += length;
    if (option.kind === 'nop') {
      view.setUint8(o, 1);
      continue;
    }
    view.setUint8(o + 1, length);
    switch (option.kind) {
      case 'mss':
        view.setUint8(o, 2);
        view.setUint16(o + 2, option.value);
        break;
      case 'wscale':
        view.setUint8(o, 3);
        view.setUint8(o + 2, option.value);
        break;
      case 'sack_ok':
        view.setUint8(o, 4);
        break;
      case 'sack':
        view.setUint8(o, 5);
        option.blocks.forEach(([left, right], i) => {
          view.setUint32(o + 2 + 8 * i, left);
          view.setUint32(o + 6 + 8 * i, right);
        });
        break;
      case 'timestamp':
        view.setUint8(o, 8);
        view.setUint32(o + 2, option.val);
        view.setUint32(o + 6, option.ecr);
        break;
      case 'unknown':
        view.setUint8(o, option.code);
        window.bytes.set(option.data, o + 2);
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
