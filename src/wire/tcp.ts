import type { ByteRange } from './bytes.ts';
import { addAnyViewToSum, addToSum, addWord32, finish } from './checksum.ts';
import { CHECKSUM_TCP } from './checksum-status.ts';
import type { DissectedFrame } from './dissected-frame.ts';
import { type Field, indicesOf, namesOf } from './field.ts';
import type { Transport } from './protocol.ts';
import { IP_PROTOCOL_TCP } from './protocol-numbers.ts';
import { pseudoHeaderSum } from './pseudo-header.ts';
import { type TcpOption, writeTcpOptions } from './tcp-options.ts';
import type { Window } from './window.ts';

export const TCP_SOURCE_PORT = 0;
export const TCP_DESTINATION_PORT = 2;
export const TCP_SEQUENCE = 4;
export const TCP_ACKNOWLEDGEMENT = 8;
/** The length of the header in words of 4 bytes, in the upper half of the byte. */
export const TCP_DATA_OFFSET = 12;
/** The control bits. */
export const TCP_CONTROL = 13;
export const TCP_WINDOW = 14;
export const TCP_CHECKSUM = 16;
export const TCP_URGENT_POINTER = 18;
/** Bytes of a TCP header without options (RFC 9293, 3.1). */
export const TCP_HEADER_LENGTH = 20;

export const TCP_FIELDS = [
  [TCP_SOURCE_PORT, 2, 'tcp.source_port'],
  [TCP_DESTINATION_PORT, 2, 'tcp.destination_port'],
  [TCP_SEQUENCE, 4, 'tcp.sequence'],
  [TCP_ACKNOWLEDGEMENT, 4, 'tcp.acknowledgement'],
  [TCP_DATA_OFFSET, 1, 'tcp.data_offset'],
  [TCP_CONTROL, 1, 'tcp.flags'],
  [TCP_WINDOW, 2, 'tcp.window'],
  [TCP_CHECKSUM, 2, 'tcp.checksum'],
  [TCP_URGENT_POINTER, 2, 'tcp.urgent_pointer'],
] as const satisfies readonly Field[];

/** The control bits, by their first letters. */
export const TCP_FLAGS = { F: 0x01, S: 0x02, R: 0x04, P: 0x08, A: 0x10, U: 0x20 } as const;

/** @returns the length of a header, options included, by the byte at TCP_DATA_OFFSET: 0..60 */
export function tcpHeaderLength(dataOffset: number): number {
  return (dataOffset >>> 4) * 4;
}

/** Whether a header is, by the byte at TCP_DATA_OFFSET, shorter than one without options. */
export function isTcpHeaderTooShort(dataOffset: number): boolean {
  return tcpHeaderLength(dataOffset) < TCP_HEADER_LENGTH;
}

const NAMES = [...namesOf(TCP_FIELDS), 'tcp.options', 'tcp.payload'] as const;
const BYTES = indicesOf(NAMES, TCP_FIELDS);
const OPTIONS = NAMES.indexOf('tcp.options');
const PAYLOAD = NAMES.indexOf('tcp.payload');

export const TCP: Transport = {
  name: 'tcp',
  number: IP_PROTOCOL_TCP,
  checksum: CHECKSUM_TCP,
  fields: NAMES,
  fieldAt: (frame, at) => BYTES[at] ?? (at < declaredHeader(frame) ? OPTIONS : PAYLOAD),
  hasPorts: true,
  read,
};

/** The length of the header by its own account. */
function declaredHeader({ bytes, start, transportOffset }: DissectedFrame): number {
  return tcpHeaderLength(bytes[start + transportOffset + TCP_DATA_OFFSET] as number);
}

function read(frame: DissectedFrame, offset: number, length: number): boolean {
  const { bytes, view, checksums } = frame;
  const at = frame.start + offset;
  if (length < TCP_HEADER_LENGTH) {
    frame.truncated = true;
    frame.complete = false;
  } else {
    const header = tcpHeaderLength(bytes[at + TCP_DATA_OFFSET] as number);
    frame.payloadOffset = header < TCP_HEADER_LENGTH ? 0 : offset + header;
  }
  const hasPorts = length >= TCP_SEQUENCE;
  if (hasPorts) {
    frame.sourcePort = view.getUint16(at + TCP_SOURCE_PORT);
    frame.destinationPort = view.getUint16(at + TCP_DESTINATION_PORT);
  }
  const hasChecksum = length >= TCP_URGENT_POINTER;
  if (!hasChecksum || isTcpHeaderTooShort(bytes[at + TCP_DATA_OFFSET] as number) || !frame.summable) {
    checksums.setUnverifiable(CHECKSUM_TCP, hasChecksum ? offset + TCP_CHECKSUM : -1);
    return hasPorts;
  }
  const pseudo = addWord32(frame.addressSum + IP_PROTOCOL_TCP, length);
  frame.settle(CHECKSUM_TCP, addAnyViewToSum(pseudo, view, at, length), offset + TCP_CHECKSUM);
  return hasPorts;
}

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
  view.setUint16(o + TCP_SOURCE_PORT, header.sourcePort);
  view.setUint16(o + TCP_DESTINATION_PORT, header.destinationPort);
  view.setUint32(o + TCP_SEQUENCE, header.sequence);
  view.setUint32(o + TCP_ACKNOWLEDGEMENT, header.acknowledgement);
  view.setUint8(o + TCP_DATA_OFFSET, (length >> 2) << 4);
  view.setUint8(o + TCP_CONTROL, header.flags);
  view.setUint16(o + TCP_WINDOW, header.window);
  view.setUint16(o + TCP_CHECKSUM, 0);
  view.setUint16(o + TCP_URGENT_POINTER, 0);
  let sum = pseudoHeaderSum(source, destination, IP_PROTOCOL_TCP, length + payload.length);
  sum = addToSum(sum, bytes, o, length);
  sum = addToSum(sum, payload.bytes, payload.offset, payload.length);
  view.setUint16(o + TCP_CHECKSUM, finish(sum));
  return length;
}
