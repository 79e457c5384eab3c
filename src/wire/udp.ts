import type { ByteRange } from './bytes.ts';
import { addToSum, finish } from './checksum.ts';
import type { Field } from './field.ts';
import { IP_PROTOCOL_UDP } from './protocol-numbers.ts';
import { pseudoHeaderSum } from './pseudo-header.ts';
import type { Window } from './window.ts';

export const UDP_SOURCE_PORT = 0;
export const UDP_DESTINATION_PORT = 2;
/** Of the datagram, header included. */
export const UDP_LENGTH = 4;
export const UDP_CHECKSUM = 6;
/** Bytes of a UDP header (RFC 768). */
export const UDP_HEADER_LENGTH = 8;

export const UDP_FIELDS = [
  [UDP_SOURCE_PORT, 2, 'udp.source_port'],
  [UDP_DESTINATION_PORT, 2, 'udp.destination_port'],
  [UDP_LENGTH, 2, 'udp.length'],
  [UDP_CHECKSUM, 2, 'udp.checksum'],
] as const satisfies readonly Field[];

/**
 * Writes a UDP header at `at`: all 8 bytes, the checksum over a cleared field (tcpip 3.7.1, udp_packet.ml).
 * The payload is not written; its bytes are summed from where it is.
 */
export function writeUdpHeader(
  window: Window,
  at: number,
  source: number,
  destination: number,
  sourcePort: number,
  destinationPort: number,
  payload: Readonly<ByteRange>,
): void {
  const o = window.claim(at, UDP_HEADER_LENGTH);
  const view = window.view;
  const length = UDP_HEADER_LENGTH + payload.length;
  const header = sourcePort + destinationPort + (length & 0xffff);
  const sum = pseudoHeaderSum(source, destination, IP_PROTOCOL_UDP, length) + header;
  const checksum = finish(addToSum(sum, payload.bytes, payload.offset, payload.length));
  // RFC 768: a computed zero is sent as all ones, because zero means that there is no checksum.
  view.setInt32(o + UDP_SOURCE_PORT, (sourcePort << 16) | destinationPort);
  view.setInt32(o + UDP_LENGTH, (length << 16) | (checksum === 0 ? 0xffff : checksum));
}
