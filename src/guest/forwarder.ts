import type { ByteRange } from '../wire/bytes.ts';
import { copyBytes } from '../wire/copy.ts';
import { ETHERNET_DESTINATION, ETHERNET_HEADER_LENGTH, ETHERNET_TYPE } from '../wire/ethernet.ts';
import { ICMP_CODE, ICMP_HEADER_LENGTH, ICMP_REST, ICMP_TYPE } from '../wire/icmp.ts';
import {
  FRAGMENT_OFFSET,
  IPV4_DESTINATION,
  IPV4_FLAGS,
  IPV4_HEADER_LENGTH,
  IPV4_IDENTIFICATION,
  IPV4_PROTOCOL,
  IPV4_SOURCE,
  IPV4_TOTAL_LENGTH,
  IPV4_TTL,
  ipv4HeaderLength,
  MORE_FRAGMENTS,
} from '../wire/ipv4.ts';
import {
  ETHERTYPE_IPV4,
  IP_PROTOCOL_ICMP,
  IP_PROTOCOL_TCP,
  IP_PROTOCOL_UDP,
} from '../wire/protocol-numbers.ts';
import {
  TCP_ACKNOWLEDGEMENT,
  TCP_CONTROL,
  TCP_DATA_OFFSET,
  TCP_DESTINATION_PORT,
  TCP_HEADER_LENGTH,
  TCP_SEQUENCE,
  TCP_SOURCE_PORT,
  TCP_WINDOW,
  tcpHeaderLength,
} from '../wire/tcp.ts';
import { UDP_DESTINATION_PORT, UDP_HEADER_LENGTH, UDP_LENGTH, UDP_SOURCE_PORT } from '../wire/udp.ts';
import type { NatIcmp, NatPacket, NatTcp, NatUdp, RawFrame } from './packets.ts';
import { TcpOptionReader } from './tcp-option-reader.ts';

const IP = ETHERNET_HEADER_LENGTH;

/** The flags that the stack of the time knows: it drops the two of ECN (tcpip 3.7.1, tcp_packet.ml). */
const KNOWN_FLAGS = 0x3f;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Makes of frames what a NAT firewall sends for them: whole IPv4 packets of UDP, TCP and ICMP are taken apart, so
 * that they are written again header by header; everything else stays the frame that it is, every byte written. What
 * mirage-nat 1.1.0 knows nothing of does not survive it: the type of service, the ECN flags, the urgent pointer,
 * padding of the frame, and a UDP checksum of 0.
 *
 * The same objects come again and again: a packet is valid until the next one, and as long as its frame stays where
 * it is.
 */
export class Forwarder {
  readonly #raw: RawFrame;
  readonly #rawData: ByteRange = { bytes: new Uint8Array(0), offset: 0, length: 0 };
  readonly #payload: ByteRange = { bytes: new Uint8Array(0), offset: 0, length: 0 };
  readonly #options = new TcpOptionReader();
  readonly #udp: NatUdp = { protocol: 'udp', sourcePort: 0, destinationPort: 0, payload: this.#payload };
  readonly #tcp: Mutable<NatTcp> = {
    protocol: 'tcp',
    sourcePort: 0,
    destinationPort: 0,
    sequence: 0,
    acknowledgement: 0,
    flags: 0,
    window: 0,
    options: this.#options.options,
    payload: this.#payload,
  };
  readonly #icmp: NatIcmp = { protocol: 'icmp', type: 0, code: 0, restOfHeader: 0, payload: this.#payload };
  readonly #nat: NatPacket = {
    kind: 'nat',
    destinationMac: new Uint8Array(6),
    source: 0,
    destination: 0,
    ttl: 0,
    identification: 0,
    flagsAndOffset: 0,
    ipOptions: new Uint8Array(0),
    announce: 'exact',
    transport: this.#udp,
  };

  constructor() {
    this.#raw = { kind: 'raw', size: 0, returns: 0, writes: [{ at: 0, data: this.#rawData }] };
  }

  /**
   * @param bytes, view - over the same memory
   * @param offset - of the frame's first byte
   */
  packetOf(bytes: Uint8Array, view: DataView, offset: number, length: number): NatPacket | RawFrame {
    const isIpv4 =
      length >= IP + IPV4_HEADER_LENGTH && view.getUint16(offset + ETHERNET_TYPE) === ETHERTYPE_IPV4;
    if (isIpv4 && this.#readIpv4(bytes, view, offset + IP, length - IP)) {
      const { destinationMac } = this.#nat;
      copyBytes(bytes, offset + ETHERNET_DESTINATION, destinationMac, 0, destinationMac.length);
      return this.#nat;
    }
    this.#rawData.bytes = bytes;
    this.#rawData.offset = offset;
    this.#rawData.length = length;
    this.#raw.size = length;
    this.#raw.returns = length;
    return this.#raw;
  }

  /** @returns false if it is nothing that a NAT can take apart */
  #readIpv4(bytes: Uint8Array, view: DataView, ip: number, captured: number): boolean {
    const headerLength = ipv4HeaderLength(view.getUint8(ip));
    const total = view.getUint16(ip + IPV4_TOTAL_LENGTH);
    if (view.getUint8(ip) >>> 4 !== 4 || headerLength < IPV4_HEADER_LENGTH) return false;
    if (total < headerLength || total > captured) return false;
    const flagsAndOffset = view.getUint16(ip + IPV4_FLAGS);
    if ((flagsAndOffset & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) !== 0) return false;
    const protocol = view.getUint8(ip + IPV4_PROTOCOL);
    if (!this.#readTransport(view, protocol, ip + headerLength, total - headerLength)) return false;
    const nat = this.#nat;
    nat.source = view.getUint32(ip + IPV4_SOURCE);
    nat.destination = view.getUint32(ip + IPV4_DESTINATION);
    nat.ttl = view.getUint8(ip + IPV4_TTL);
    nat.identification = view.getUint16(ip + IPV4_IDENTIFICATION);
    nat.flagsAndOffset = flagsAndOffset;
    if (nat.ipOptions.length > 0 || headerLength > IPV4_HEADER_LENGTH) {
      nat.ipOptions = bytes.slice(ip + IPV4_HEADER_LENGTH, ip + headerLength);
    }
    this.#payload.bytes = bytes;
    return true;
  }

  #readTransport(view: DataView, protocol: number, at: number, length: number): boolean {
    switch (protocol) {
      case IP_PROTOCOL_UDP:
        return this.#readUdp(view, at, length);
      case IP_PROTOCOL_TCP:
        return this.#readTcp(view, at, length);
      case IP_PROTOCOL_ICMP:
        return this.#readIcmp(view, at, length);
      default:
        return false;
    }
  }

  #readUdp(view: DataView, at: number, length: number): boolean {
    if (length < UDP_HEADER_LENGTH || view.getUint16(at + UDP_LENGTH) !== length) return false;
    this.#udp.sourcePort = view.getUint16(at + UDP_SOURCE_PORT);
    this.#udp.destinationPort = view.getUint16(at + UDP_DESTINATION_PORT);
    this.#take(this.#udp, at, length, UDP_HEADER_LENGTH);
    return true;
  }

  #readTcp(view: DataView, at: number, length: number): boolean {
    if (length < TCP_HEADER_LENGTH) return false;
    const headerLength = tcpHeaderLength(view.getUint8(at + TCP_DATA_OFFSET));
    if (headerLength < TCP_HEADER_LENGTH || headerLength > length) return false;
    if (!this.#options.read(view, at + TCP_HEADER_LENGTH, headerLength - TCP_HEADER_LENGTH)) return false;
    const tcp = this.#tcp;
    tcp.sourcePort = view.getUint16(at + TCP_SOURCE_PORT);
    tcp.destinationPort = view.getUint16(at + TCP_DESTINATION_PORT);
    tcp.sequence = view.getUint32(at + TCP_SEQUENCE);
    tcp.acknowledgement = view.getUint32(at + TCP_ACKNOWLEDGEMENT);
    tcp.flags = view.getUint8(at + TCP_CONTROL) & KNOWN_FLAGS;
    tcp.window = view.getUint16(at + TCP_WINDOW);
    this.#take(tcp, at, length, headerLength);
    return true;
  }

  #readIcmp(view: DataView, at: number, length: number): boolean {
    if (length < ICMP_HEADER_LENGTH) return false;
    this.#icmp.type = view.getUint8(at + ICMP_TYPE);
    this.#icmp.code = view.getUint8(at + ICMP_CODE);
    this.#icmp.restOfHeader = view.getUint32(at + ICMP_REST);
    this.#take(this.#icmp, at, length, ICMP_HEADER_LENGTH);
    return true;
  }

  #take(transport: NatPacket['transport'], at: number, length: number, headerLength: number): void {
    this.#nat.transport = transport;
    this.#payload.offset = at + headerLength;
    this.#payload.length = length - headerLength;
  }
}
