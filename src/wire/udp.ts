import type { ByteRange } from './bytes.ts';
import { addAnyViewToSum, addToSum, addWord32, finish } from './checksum.ts';
import { CHECKSUM_UDP } from './checksum-status.ts';
import type { DissectedFrame } from './dissected-frame.ts';
import { type Field, indicesOf, namesOf } from './field.ts';
import type { Transport } from './protocol.ts';
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

const NAMES = [...namesOf(UDP_FIELDS), 'udp.payload', 'udp.padding'] as const;
const BYTES = indicesOf(NAMES, UDP_FIELDS);
export const UDP_PAYLOAD = NAMES.indexOf('udp.payload');
const UDP_PADDING = NAMES.indexOf('udp.padding');

export const UDP: Transport = {
  name: 'udp',
  number: IP_PROTOCOL_UDP,
  checksum: CHECKSUM_UDP,
  fields: NAMES,
  fieldAt,
  hasPorts: true,
  read,
};

function fieldAt(frame: DissectedFrame, at: number): number {
  if (at < UDP_HEADER_LENGTH) return BYTES[at] as number;
  // The datagram is as long as its own header says, as far as that makes sense.
  const declared = frame.view.getUint16(frame.start + frame.transportOffset + UDP_LENGTH);
  return at < (declared < UDP_HEADER_LENGTH ? frame.transportLength : declared) ? UDP_PAYLOAD : UDP_PADDING;
}

function read(frame: DissectedFrame, offset: number, length: number): boolean {
  const { view, checksums, ipVersion } = frame;
  if (length < UDP_HEADER_LENGTH) {
    frame.truncated = true;
    checksums.setUnverifiable(CHECKSUM_UDP, -1);
    return false;
  }
  const at = frame.start + offset;
  const ports = view.getInt32(at + UDP_SOURCE_PORT);
  const lengthAndChecksum = view.getInt32(at + UDP_LENGTH);
  frame.payloadOffset = offset + UDP_HEADER_LENGTH;
  frame.sourcePort = ports >>> 16;
  frame.destinationPort = ports & 0xffff;
  const found = lengthAndChecksum & 0xffff;
  let covered = lengthAndChecksum >>> 16;
  // A length of 0 means a jumbogram in IPv6 (RFC 2675, 4).
  if (covered === 0 && ipVersion === 6) covered = length;
  if (covered < UDP_HEADER_LENGTH) {
    checksums.setUnverifiable(CHECKSUM_UDP, offset + UDP_CHECKSUM);
    return true;
  }
  frame.datagramLength = covered;
  // There is no checksum.
  if (found === 0 && ipVersion === 4) return true;
  if (covered > length || !frame.summable) {
    frame.truncated ||= covered > length && !frame.fragment;
    checksums.setUnverifiable(CHECKSUM_UDP, offset + UDP_CHECKSUM);
    return true;
  }
  const pseudo = addWord32(frame.addressSum + IP_PROTOCOL_UDP, covered);
  const sum = addAnyViewToSum(pseudo, view, at, covered);
  if (found === 0) checksums.setMissing(CHECKSUM_UDP, sum, offset + UDP_CHECKSUM);
  // The UDP length says how much is covered, whatever the IP length says.
  else checksums.settle(CHECKSUM_UDP, sum, found, offset + UDP_CHECKSUM, true);
  return true;
}

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
