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

/** A field, or the rest of one, that has to be zero: offsets in the frame. */
export interface Reserved {
  start: number;
  end: number;
  /** Of a field of some bits of one byte: those. */
  mask?: number;
}

const LONGEST_HARDWARE_ADDRESS = DHCP_SNAME - DHCP_CHADDR;
const OPTION_OVERLOAD = 52;

const NOTHING: readonly Reserved[] = [];

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
 * @param reader - of a frame that still lies where it was read
 * @returns stretches, in order; those of the headers of IPv4 and TCP only if they are not zero
 */
export function reservedFields(reader: FrameReader): readonly Reserved[] {
  const inHeaders = notZeroInHeaders(reader);
  const inMessage = reservedInMessage(reader);
  return inHeaders === NOTHING ? inMessage : [...inHeaders, ...inMessage];
}

/** Nearly all frames have them zero, so that nothing is made for these. */
function notZeroInHeaders(reader: FrameReader): readonly Reserved[] {
  const { bytes, view, start, ipOffset, ipVersion, ipHeaderLength, length, layer } = reader;
  if (ipVersion !== 4 || ipHeaderLength < IPV4_HEADER_LENGTH || ipOffset + ipHeaderLength > length)
    return NOTHING;
  let found: Reserved[] | undefined;
  const flags = ipOffset + IPV4_FLAGS;
  if (((bytes[start + flags] as number) & IPV4_RESERVED) !== 0) {
    found = [{ start: flags, end: flags + 1, mask: IPV4_RESERVED }];
  }
  if (ipHeaderLength > IPV4_HEADER_LENGTH) {
    const behind = behindOptions(bytes, start, ipOffset + IPV4_HEADER_LENGTH, ipOffset + ipHeaderLength);
    if (behind !== undefined) found = [...(found ?? []), behind];
  }
  if (layer !== LAYER_TCP || reader.transportLength < TCP_HEADER_LENGTH) return found ?? NOTHING;
  const tcp = reader.transportOffset;
  const offset = tcp + TCP_DATA_OFFSET;
  const first = bytes[start + offset] as number;
  if ((first & TCP_RESERVED) !== 0) {
    found = [...(found ?? []), { start: offset, end: offset + 1, mask: TCP_RESERVED }];
  }
  const urgent = tcp + TCP_URGENT_POINTER;
  const isUrgent = ((bytes[start + tcp + TCP_CONTROL] as number) & TCP_FLAGS.U) !== 0;
  if (!isUrgent && view.getUint16(start + urgent) !== 0) {
    found = [...(found ?? []), { start: urgent, end: urgent + 2 }];
  }
  const header = tcpHeaderLength(first);
  if (header > TCP_HEADER_LENGTH && header <= reader.transportLength) {
    const behind = behindOptions(bytes, start, tcp + TCP_HEADER_LENGTH, tcp + header);
    if (behind !== undefined) found = [...(found ?? []), behind];
  }
  return found ?? NOTHING;
}

/** @returns what is behind the end of a list of options, if that is not all zeros; both kinds of lists are alike */
function behindOptions(bytes: Uint8Array, start: number, from: number, to: number): Reserved | undefined {
  for (let at = from; at < to; ) {
    const kind = bytes[start + at] as number;
    at++;
    if (kind === NO_OPERATION) continue;
    if (kind === OPTION_LIST_END)
      return isZero(bytes, start + at, start + to) ? undefined : { start: at, end: to };
    if (at >= to) return undefined;
    const length = bytes[start + at] as number;
    if (length < 2) return undefined;
    at += length - 1;
  }
  return undefined;
}

function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== 0) return false;
  return true;
}

function reservedInMessage(reader: FrameReader): readonly Reserved[] {
  switch (reader.layer) {
    case LAYER_ICMP:
      return reader.transportLength < ICMP_HEADER_LENGTH ? NOTHING : icmpReserved(reader);
    case LAYER_ICMPV6:
      return reader.transportLength < ICMP_HEADER_LENGTH ? NOTHING : icmpv6Reserved(reader);
    case LAYER_DHCP:
      return reader.messageOffset < 0 || reader.fragment ? NOTHING : dhcpReserved(reader);
    default:
      return NOTHING;
  }
}

function icmpReserved({ icmpType, icmpCode, transportOffset: at }: FrameReader): readonly Reserved[] {
  switch (icmpType) {
    case 3:
    case 11:
      // RFC 4884 has a length in the second byte, RFC 1191 the MTU in the last two.
      return icmpType === 3 && icmpCode === 4
        ? [{ start: at + 4, end: at + 5 }]
        : [
            { start: at + 4, end: at + 5 },
            { start: at + 6, end: at + 8 },
          ];
    case 4:
    case 10:
      return [{ start: at + 4, end: at + 8 }];
    case 12:
      return [{ start: at + 6, end: at + 8 }];
    default:
      return NOTHING;
  }
}

function icmpv6Reserved({ icmpType, transportOffset: at }: FrameReader): readonly Reserved[] {
  switch (icmpType) {
    case 133:
    case 135:
    case 137:
      return [{ start: at + 4, end: at + 8 }];
    case 136:
      return [{ start: at + 5, end: at + 8 }];
    case 1:
      return [{ start: at + 5, end: at + 8 }];
    default:
      return NOTHING;
  }
}

function dhcpReserved({ bytes, start, messageOffset, ipEnd }: FrameReader): readonly Reserved[] {
  const at = start + messageOffset;
  const length = ipEnd - messageOffset;
  if (length < DHCP_OPTIONS) return NOTHING;
  const found: Reserved[] = [];
  const hardware = bytes[at + DHCP_HLEN] as number;
  if (hardware <= LONGEST_HARDWARE_ADDRESS) {
    found.push({
      start: messageOffset + DHCP_CHADDR + hardware,
      end: messageOffset + DHCP_CHADDR + LONGEST_HARDWARE_ADDRESS,
    });
  }
  const { overload, end } = optionsOf(bytes, at, length);
  if ((overload & 2) === 0) addTail(bytes, at, messageOffset, DHCP_SNAME, DHCP_FILE, found);
  if ((overload & 1) === 0) addTail(bytes, at, messageOffset, DHCP_FILE, DHCP_MAGIC_COOKIE, found);
  if (end < length) found.push({ start: messageOffset + end, end: messageOffset + length });
  return found.filter((stretch) => stretch.start < stretch.end);
}

/** Adds what is behind the zero that ends a name. */
function addTail(
  bytes: Uint8Array,
  at: number,
  base: number,
  from: number,
  to: number,
  found: Reserved[],
): void {
  let name = from;
  while (name < to && bytes[at + name] !== 0) name++;
  found.push({ start: base + name, end: base + to });
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
