import type { CopiedBytes } from '../wire/copied-bytes.ts';
import { ETHERNET_HEADER_LENGTH } from '../wire/ethernet.ts';
import { ICMP_CODE, ICMP_IDENTIFIER, ICMP_SEQUENCE, ICMP_TYPE } from '../wire/icmp.ts';
import {
  IPV4_DESTINATION,
  IPV4_FLAGS,
  IPV4_HEADER_LENGTH,
  IPV4_IDENTIFICATION,
  IPV4_SOURCE,
  IPV4_TTL,
} from '../wire/ipv4.ts';
import {
  TCP_ACKNOWLEDGEMENT,
  TCP_DESTINATION_PORT,
  TCP_SEQUENCE,
  TCP_SOURCE_PORT,
  TCP_WINDOW,
} from '../wire/tcp.ts';
import { UDP_DESTINATION_PORT, UDP_SOURCE_PORT } from '../wire/udp.ts';
import { natPacketLength } from './nat-fill.ts';
import type { NatPacket } from './packets.ts';

const IP = ETHERNET_HEADER_LENGTH;

/** What a NAT may change in a packet. */
export interface Translatable {
  source: number;
  destination: number;
  ttl: number;
  /** Or the identifier of an ICMP query. */
  sourcePort: number;
  destinationPort: number;
}

/** @returns what is in `packet` at present */
export function translatableOf({ source, destination, ttl, transport }: NatPacket): Translatable {
  const ports =
    transport.protocol === 'icmp'
      ? { sourcePort: transport.restOfHeader >>> 16, destinationPort: 0 }
      : { sourcePort: transport.sourcePort, destinationPort: transport.destinationPort };
  return { source, destination, ttl, ...ports };
}

/**
 * Which bytes of a frame the NAT's writer puts into its own frame as they came: fields that nothing translates, and the
 * payload. Checksums, lengths, versions, flags and options of TCP it makes anew, and the type of service it leaves out.
 *
 * @param before - as the frame came in
 * @param packet - as it goes out
 * @param payload - offset of the payload in the frame that came in
 */
export function copiedFields(before: Translatable, packet: NatPacket, payload: number): CopiedBytes[] {
  const after = translatableOf(packet);
  const { transport, ipOptions } = packet;
  const copied: CopiedBytes[] = [];
  const field = (at: number, length: number, isKept = true): void => {
    if (isKept && length > 0) copied.push({ from: at, to: at, length });
  };
  field(IP + IPV4_IDENTIFICATION, 2);
  field(IP + IPV4_FLAGS, 2);
  field(IP + IPV4_TTL, 1, before.ttl === after.ttl);
  field(IP + IPV4_SOURCE, 4, before.source === after.source);
  field(IP + IPV4_DESTINATION, 4, before.destination === after.destination);
  field(IP + IPV4_HEADER_LENGTH, ipOptions.length);
  const at = IP + IPV4_HEADER_LENGTH + ipOptions.length;
  const isSource = before.sourcePort === after.sourcePort;
  const isDestination = before.destinationPort === after.destinationPort;
  if (transport.protocol === 'udp') {
    field(at + UDP_SOURCE_PORT, 2, isSource);
    field(at + UDP_DESTINATION_PORT, 2, isDestination);
  } else if (transport.protocol === 'tcp') {
    field(at + TCP_SOURCE_PORT, 2, isSource);
    field(at + TCP_DESTINATION_PORT, 2, isDestination);
    field(at + TCP_SEQUENCE, 4);
    field(at + TCP_ACKNOWLEDGEMENT, 4);
    field(at + TCP_WINDOW, 2);
  } else {
    field(at + ICMP_TYPE, 1);
    field(at + ICMP_CODE, 1);
    field(at + ICMP_IDENTIFIER, 2, isSource);
    field(at + ICMP_SEQUENCE, 2);
  }
  const { length } = transport.payload;
  if (length > 0) copied.push({ from: payload, to: IP + natPacketLength(packet) - length, length });
  return copied;
}
