import type { ByteRange } from './bytes.ts';
import { addToSum, finish } from './checksum.ts';
import { IP_PROTOCOL_TCP } from './protocol-numbers.ts';
import { pseudoHeaderSum } from './pseudo-header.ts';
import { type TcpOption, writeTcpOptions } from './tcp-options.ts';
import type { Window } from './window.ts';

/** Bytes of a TCP header without options (RFC 9293, 3.1). */
export const TCP_HEADER_LENGTH = 20;

const SOURCE_PORT = 0;
const DESTINATION_PORT = 2;
const SEQUENCE = 4;
const ACKNOWLEDGEMENT = 8;
const DATA_OFFSET = 12;
const FLAGS = 13;
const WINDOW = 14;
/** Offset of the checksum. */
export const TCP_CHECKSUM = 16;
const URGENT_POINTER = 18;

/** The control bits, by their first letters. */
export const TCP_FLAGS = { F: 0x01, S: 0x02, R: 0x04, P: 0x08, A: 0x10, U: 0x20 } as const;

/** The fields of a TCP header that its writer is given. */
export interface TcpHeader {
  sourcePort: number;
  destinationPort: number;
  sequence: number;
  acknowledgement: number;
  /** TCP_FLAGS or-ed together. */
  flags: number;
  window: number;
  options: readonly TcpOption[];
}

/**
 * Writes a TCP header with its options at `at`: every byte, the checksum over a cleared field (tcpip 3.7.1,
 * tcp_packet.ml). The payload is not written; its bytes are summed from where it is. With more than 40 bytes
 * of options the data offset overflows its four bits, as upstream's does.
 *
 * @returns the length of the header
 */
export function writeTcpHeader(
  window: Window,
  at: number,
  source: number,
  destination: number,
  header: TcpHeader,
  payload: Readonly<ByteRange>,
): number {
  const options = writeTcpOptions(window, at + TCP_HEADER_LENGTH, header.options);
  const length = TCP_HEADER_LENGTH + options;
  const o = window.claim(at, TCP_HEADER_LENGTH);
  const { bytes, view } = window;
  view.setUint16(o + SOURCE_PORT, header.sourcePort);
  view.setUint16(o + DESTINATION_PORT, header.destinationPort);
  view.setUint32(o + SEQUENCE, header.sequence);
  view.setUint32(o + ACKNOWLEDGEMENT, header.acknowledgement);
  view.setUint8(o + DATA_OFFSET, (length >> 2) << 4);
  view.setUint8(o + FLAGS, header.flags);
  view.setUint16(o + WINDOW, header.window);
  view.setUint16(o + TCP_CHECKSUM, 0);
  view.setUint16(o + URGENT_POINTER, 0);
  let sum = pseudoHeaderSum(source, destination, IP_PROTOCOL_TCP, length + payload.length);
  sum = addToSum(sum, bytes, o, length);
  sum = addToSum(sum, payload.bytes, payload.offset, payload.length);
  view.setUint16(o + TCP_CHECKSUM, finish(sum));
  return length;
}
