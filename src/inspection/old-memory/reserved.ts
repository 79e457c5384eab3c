import {
  DHCP_CHADDR,
  DHCP_FILE,
  DHCP_HLEN,
  DHCP_MAGIC_COOKIE,
  DHCP_OPTION_END,
  DHCP_OPTION_PAD,
  DHCP_OPTIONS,
  DHCP_SNAME,
} from '../../wire/dhcp.ts';
import type { FrameReader } from '../../wire/frame-reader.ts';
import { ICMP_HEADER_LENGTH } from '../../wire/icmp.ts';
import { IPV4_FLAGS, IPV4_HEADER_LENGTH } from '../../wire/ipv4.ts';
import { LAYER_DHCP, LAYER_ICMP, LAYER_ICMPV6, LAYER_TCP } from '../../wire/layers.ts';
import {
  TCP_CONTROL,
  TCP_DATA_OFFSET,
  TCP_FLAGS,
  TCP_HEADER_LENGTH,
  TCP_URGENT_POINTER,
  tcpHeaderLength,
} from '../../wire/tcp.ts';
import { isZero } from '../zeros.ts';

/** A field, or the rest of one, that has to be zero: offsets in the frame. */
export interface Reserved {
  start: number;
  end: number;
  /** Of each byte, the bits that have to be: 0xff of a field of whole bytes. */
  mask: number;
}

const LONGEST_HARDWARE_ADDRESS = DHCP_SNAME - DHCP_CHADDR;
const OPTION_OVERLOAD = 52;

const WHOLE = 0xff;

/** The first bit of the flags (RFC 791). */
const IPV4_RESERVED = 0x80;
/** Without the one that AccECN took (RFC 9768). */
const TCP_RESERVED = 0x0e;
const OPTION_LIST_END = 0;
const NO_OPERATION = 1;

/**
 * What of a frame's own packet has to be zero: the reserved bits of IPv4 and TCP, what is behind their last option (RFC 791,
 * RFC 9293), and an urgent pointer that points nowhere; the unused bytes of ICMP (RFC 792), the reserved ones of neighbour
 * discovery (RFC 4861), and in DHCP (RFC 2131) what is behind the names, the hardware address and the last option.
 *
 * One serves millions of frames: nothing is made for any of them.
 */
export class ReservedFields {
  readonly #fields: Reserved[] = [];
  #count = 0;

  /** How many there are in the frame that was read last: stretches, in order, none of them empty. */
  get count(): number {
    return this.#count;
  }

  /** @param index - below `count`; the result is overwritten by the next frame */
  at(index: number): Reserved {
    return this.#fields[index] as Reserved;
  }

  /**
   * Finds those of a frame; those of the headers of IPv4 and TCP only if they are not zero.
   * @param reader - of a frame that still lies where it was read
   */
  read(reader: FrameReader): void {
    this.#count = 0;
    this.#readHeaders(reader);
    switch (reader.layer) {
      case LAYER_ICMP:
        if (reader.transportLength >= ICMP_HEADER_LENGTH) this.#readIcmp(reader);
        break;
      case LAYER_ICMPV6:
        if (reader.transportLength >= ICMP_HEADER_LENGTH) this.#readIcmpv6(reader);
        break;
      case LAYER_DHCP:
        if (reader.messageOffset >= 0 && !reader.fragment) this.#readDhcp(reader);
        break;
    }
  }

  #add(start: number, end: number, mask = WHOLE): void {
    if (start >= end) return;
    const field = this.#fields[this.#count];
    if (field === undefined) this.#fields.push({ start, end, mask });
    else {
      field.start = start;
      field.end = end;
      field.mask = mask;
    }
    this.#count++;
  }

  #readHeaders(reader: FrameReader): void {
    const { bytes, view, start, ipOffset, ipVersion, ipHeaderLength, length, layer } = reader;
    if (ipVersion !== 4 || ipHeaderLength < IPV4_HEADER_LENGTH || ipOffset + ipHeaderLength > length) return;
    const flags = ipOffset + IPV4_FLAGS;
    if (((bytes[start + flags] as number) & IPV4_RESERVED) !== 0) this.#add(flags, flags + 1, IPV4_RESERVED);
    if (ipHeaderLength > IPV4_HEADER_LENGTH) {
      this.#addBehindOptions(reader, ipOffset + IPV4_HEADER_LENGTH, ipOffset + ipHeaderLength);
    }
    if (layer !== LAYER_TCP || reader.transportLength < TCP_HEADER_LENGTH) return;
    const tcp = reader.transportOffset;
    const offset = tcp + TCP_DATA_OFFSET;
    const first = bytes[start + offset] as number;
    if ((first & TCP_RESERVED) !== 0) this.#add(offset, offset + 1, TCP_RESERVED);
    const urgent = tcp + TCP_URGENT_POINTER;
    const isUrgent = ((bytes[start + tcp + TCP_CONTROL] as number) & TCP_FLAGS.U) !== 0;
    if (!isUrgent && view.getUint16(start + urgent) !== 0) this.#add(urgent, urgent + 2);
    const header = tcpHeaderLength(first);
    if (header > TCP_HEADER_LENGTH && header <= reader.transportLength) {
      this.#addBehindOptions(reader, tcp + TCP_HEADER_LENGTH, tcp + header);
    }
  }

  /** Adds what is behind the end of a list of options, if that is not all zeros; both kinds of lists are alike. */
  #addBehindOptions({ bytes, view, start }: FrameReader, from: number, to: number): void {
    for (let at = from; at < to; ) {
      const kind = bytes[start + at] as number;
      at++;
      if (kind === NO_OPERATION) continue;
      if (kind === OPTION_LIST_END) {
        if (!isZero(view, start + at, start + to)) this.#add(at, to);
        return;
      }
      if (at >= to) return;
      const length = bytes[start + at] as number;
      if (length < 2) return;
      at += length - 1;
    }
  }

  #readIcmp({ icmpType, icmpCode, transportOffset: at }: FrameReader): void {
    switch (icmpType) {
      case 3:
      case 11:
        // RFC 4884 has a length in the second byte, RFC 1191 the MTU in the last two.
        this.#add(at + 4, at + 5);
        if (icmpType !== 3 || icmpCode !== 4) this.#add(at + 6, at + 8);
        break;
      case 4:
      case 10:
        this.#add(at + 4, at + 8);
        break;
      case 12:
        this.#add(at + 6, at + 8);
        break;
    }
  }

  #readIcmpv6({ icmpType, transportOffset: at }: FrameReader): void {
    switch (icmpType) {
      case 133:
      case 135:
      case 137:
        this.#add(at + 4, at + 8);
        break;
      case 136:
      case 1:
        this.#add(at + 5, at + 8);
        break;
    }
  }

  #readDhcp({ bytes, start, messageOffset, ipEnd }: FrameReader): void {
    const at = start + messageOffset;
    const length = ipEnd - messageOffset;
    if (length < DHCP_OPTIONS) return;
    const hardware = bytes[at + DHCP_HLEN] as number;
    if (hardware <= LONGEST_HARDWARE_ADDRESS) {
      const address = messageOffset + DHCP_CHADDR;
      this.#add(address + hardware, address + LONGEST_HARDWARE_ADDRESS);
    }
    const { overload, end } = optionsOf(bytes, at, length);
    if ((overload & 2) === 0) this.#addTail(bytes, at, messageOffset, DHCP_SNAME, DHCP_FILE);
    if ((overload & 1) === 0) this.#addTail(bytes, at, messageOffset, DHCP_FILE, DHCP_MAGIC_COOKIE);
    this.#add(messageOffset + end, messageOffset + length);
  }

  /** Adds what is behind the zero that ends a name. */
  #addTail(bytes: Uint8Array, at: number, base: number, from: number, to: number): void {
    let name = from;
    while (name < to && bytes[at + name] !== 0) name++;
    this.#add(base + name, base + to);
  }
}

/** @returns which names hold options (RFC 2132, 9.3), and where the last option ends; the length if none says so */
function optionsOf(bytes: Uint8Array, at: number, length: number): { overload: number; end: number } {
  let overload = 0;
  for (let option = DHCP_OPTIONS; option < length; ) {
    const code = bytes[at + option] as number;
    option++;
    if (code === DHCP_OPTION_END) return { overload, end: option };
    if (code === DHCP_OPTION_PAD) continue;
    if (option >= length) break;
    if (code === OPTION_OVERLOAD && option + 1 < length) overload = bytes[at + option + 1] as number;
    option += 1 + (bytes[at + option] as number);
  }
  return { overload, end: length };
}
