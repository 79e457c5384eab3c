import { formatIpv4, formatIpv6, formatMac } from './address.ts';
import { ETHERNET_HEADER_LENGTH } from './ethernet.ts';
import type { FrameReader } from './frame-reader.ts';
import {
  LAYER_ARP,
  LAYER_DHCP,
  LAYER_ETHERNET,
  LAYER_ICMP,
  LAYER_ICMPV6,
  LAYER_IPV4,
  LAYER_IPV6,
  LAYER_NAMES,
  LAYER_TCP,
  LAYER_UDP,
} from './layers.ts';
import { LARGEST_802_3_LENGTH } from './protocol-numbers.ts';
import { TCP_HEADER_LENGTH } from './tcp.ts';

/**
 * Flows in flat memory: who sent a frame to whom, and what it was, in FLOW_WORDS words of an Int32Array, so that
 * thousands of them cost no objects.
 *
 * Word 0 has the layer in bits 0-7, the kind of address in bits 8-9, the FLAG bits, the IP protocol in bits 16-23
 * and the DHCP message type in bits 24-31. Word 1 is the detail: ports, or ICMP type and code, or ARP operation,
 * or EtherType, or a later fragment's offset. Words 2-5 are the source's address and words 6-9 the recipient's, in
 * network order from the first word on; words that an address does not need mean nothing, but word 5, which only IPv6
 * needs for an address, has otherwise where the payload begins.
 */
export const FLOW_WORDS = 10;

/** Who a frame is meant for: the IP destination, for ARP the target's address, otherwise the MAC destination. */
export interface Recipient {
  kind: 'ipv4' | 'ipv6' | 'mac' | 'unknown';
  /** In the usual notation; '' if unknown. */
  address: string;
}

const KIND_UNKNOWN = 0;
const KIND_MAC = 1;
const KIND_IPV4 = 2;
const KIND_IPV6 = 3;
const KIND_NAMES = ['unknown', 'mac', 'ipv4', 'ipv6'] as const;
/** How many words an address of each kind takes; what is in those behind means nothing. */
const KIND_WORDS = [0, 2, 1, 4] as const;

const FLAG_FIRST_FRAGMENT = 1 << 10;
const FLAG_LATER_FRAGMENT = 1 << 11;
/** The frame ends before its source address does. */
const FLAG_NO_SOURCE = 1 << 12;
/** The frame ends before its EtherType does. */
const FLAG_NO_TYPE = 1 << 13;

const SOURCE = 2;
const PAYLOAD = 5;
const RECIPIENT = 6;

const TRANSPORT_NAMES: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' };
const ARP_OPERATIONS: Readonly<Record<number, string>> = { 1: 'request', 2: 'reply' };
const ICMP_TYPES: Readonly<Record<number, string>> = {
  0: 'echo reply',
  3: 'destination unreachable',
  4: 'source quench',
  5: 'redirect',
  8: 'echo request',
  11: 'time exceeded',
  12: 'parameter problem',
};
const ICMPV6_TYPES: Readonly<Record<number, string>> = {
  1: 'destination unreachable',
  2: 'packet too big',
  3: 'time exceeded',
  4: 'parameter problem',
  128: 'echo request',
  129: 'echo reply',
  133: 'router solicitation',
  134: 'router advertisement',
  135: 'neighbour solicitation',
  136: 'neighbour advertisement',
};
const DHCP_TYPES: Readonly<Record<number, string>> = {
  1: 'discover',
  2: 'offer',
  3: 'request',
  4: 'decline',
  5: 'ack',
  6: 'nak',
  7: 'release',
  8: 'inform',
};

/** Stores the flow of the frame in `reader`, which must still lie where it was read, at `target[at]`. */
export function storeFlow(reader: FrameReader, target: Int32Array, at: number): void {
  const bytes = reader.bytes;
  const start = reader.start;
  const layer = reader.layer;
  let head = layer;
  let detail = 0;
  if (layer === LAYER_ARP) {
    head |= KIND_IPV4 << 8;
    detail = reader.arpOperation;
    target[at + SOURCE] = word(bytes, start + 28);
    target[at + RECIPIENT] = word(bytes, start + 38);
  } else if (reader.ipVersion === 4 && reader.ipHeaderLength >= 20) {
    head |= (KIND_IPV4 << 8) | (reader.protocol << 16);
    target[at + SOURCE] = word(bytes, start + reader.ipOffset + 12);
    target[at + RECIPIENT] = word(bytes, start + reader.ipOffset + 16);
  } else if (reader.ipVersion === 6 && reader.ipHeaderLength >= 40) {
    head |= (KIND_IPV6 << 8) | (reader.protocol << 16);
    for (let i = 0; i < 4; i++) {
      target[at + SOURCE + i] = word(bytes, start + reader.ipOffset + 8 + i * 4);
      target[at + RECIPIENT + i] = word(bytes, start + reader.ipOffset + 24 + i * 4);
    }
  } else {
    head = LAYER_ETHERNET | (reader.length < 6 ? KIND_UNKNOWN : KIND_MAC << 8);
    if (reader.length < 12) head |= FLAG_NO_SOURCE;
    if (reader.length < 14) head |= FLAG_NO_TYPE;
    detail = reader.length < 14 ? reader.length : reader.etherType;
    if (reader.length >= 6) storeMac(bytes, start, target, at + RECIPIENT);
    if (reader.length >= 12) storeMac(bytes, start + 6, target, at + SOURCE);
  }
  if (reader.fragmentOffset !== 0) {
    head |= FLAG_LATER_FRAGMENT;
    detail = reader.fragmentOffset;
  } else if (reader.fragment) {
    head |= FLAG_FIRST_FRAGMENT;
  }
  if (reader.sourcePort >= 0) detail = (reader.sourcePort << 16) | reader.destinationPort;
  if (reader.icmpType >= 0) detail = (reader.icmpType << 8) | reader.icmpCode;
  if (layer === LAYER_DHCP) head |= dhcpMessageType(reader) << 24;
  if (((head >>> 8) & 3) !== KIND_IPV6) {
    target[at + PAYLOAD] = reader.ipVersion === 6 ? 0 : payloadOffset(reader);
  }
  target[at] = head;
  target[at + 1] = detail;
}

/**
 * Where what follows the innermost header that was recognised begins in the frame; 0 if nothing does, and for a packet
 * with a trailer, so that all from there on is payload.
 */
function payloadOffset(reader: FrameReader): number {
  const { layer, length } = reader;
  let offset = 0;
  if (layer === LAYER_ETHERNET) offset = ETHERNET_HEADER_LENGTH;
  else if (layer === LAYER_ARP || reader.ipEnd !== length) offset = 0;
  else if (layer === LAYER_TCP) offset = tcpPayloadOffset(reader);
  else if (layer === LAYER_IPV4)
    offset = reader.ipPayloadLength > 0 ? reader.ipOffset + reader.ipHeaderLength : 0;
  else offset = reader.transportOffset + 8;
  return offset < length ? offset : 0;
}

function tcpPayloadOffset({ bytes, start, transportOffset, transportLength }: FrameReader): number {
  if (transportLength < TCP_HEADER_LENGTH) return 0;
  const header = ((bytes[start + transportOffset + 12] as number) >>> 4) * 4;
  return header < TCP_HEADER_LENGTH ? 0 : transportOffset + header;
}

/** Where the payload begins in a frame that a flow was stored of; undefined if it has none, or if it is not known. */
export function payloadOf(words: Int32Array, at: number): number | undefined {
  if (kindOf(words, at) === KIND_IPV6) return undefined;
  return words[at + PAYLOAD] || undefined;
}

/** Forgets the flow at `target[at]`: it has an unknown recipient. */
export function clearFlow(target: Int32Array, at: number): void {
  target[at] = 0;
  target[at + 1] = 0;
  target[at + PAYLOAD] = 0;
}

/** Whether two stored flows have the same recipient. */
export function recipientEquals(a: Int32Array, atA: number, b: Int32Array, atB: number): boolean {
  const kind = kindOf(a, atA);
  if (kind !== kindOf(b, atB)) return false;
  for (let i = RECIPIENT; i < RECIPIENT + wordsOf(kind); i++) if (a[atA + i] !== b[atB + i]) return false;
  return true;
}

/** An unsigned 32-bit hash of a stored flow's recipient; equal recipients have equal hashes. */
export function hashRecipient(words: Int32Array, at: number): number {
  let hash = kindOf(words, at);
  for (let i = RECIPIENT, end = RECIPIENT + wordsOf(hash); i < end; i++) {
    hash = Math.imul(hash ^ (words[at + i] as number), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

export function recipientOf(words: Int32Array, at: number): Recipient {
  return { kind: KIND_NAMES[kindOf(words, at)] ?? 'unknown', address: addressAt(words, at, RECIPIENT) };
}

/** The innermost protocol that was recognised: 'udp', 'arp', 'ipv4', 'ethernet', … */
export function protocolOf(words: Int32Array, at: number): string {
  return LAYER_NAMES[layerOf(words, at)] ?? 'ethernet';
}

/** One line for a person: 'udp 10.0.0.1:1234 > 10.0.0.2:53'. */
export function describeFlow(words: Int32Array, at: number): string {
  const detail = words[at + 1] as number;
  const head = words[at] as number;
  const source = addressAt(words, at, SOURCE);
  const recipient = addressAt(words, at, RECIPIENT);
  const pair = `${protocolOf(words, at)} ${source} > ${recipient}`;
  const suffix = head & FLAG_FIRST_FRAGMENT ? ' first fragment' : '';
  switch (layerOf(words, at)) {
    case LAYER_ARP:
      return `${pair} ${ARP_OPERATIONS[detail] ?? `operation ${detail}`}`;
    case LAYER_ICMP:
      return `${pair} ${ICMP_TYPES[detail >>> 8] ?? `type ${detail >>> 8} code ${detail & 255}`}${suffix}`;
    case LAYER_ICMPV6:
      return `${pair} ${ICMPV6_TYPES[detail >>> 8] ?? `type ${detail >>> 8} code ${detail & 255}`}${suffix}`;
    case LAYER_UDP:
    case LAYER_TCP:
      return `${withPorts(words, at)}${suffix}`;
    case LAYER_DHCP: {
      const type = DHCP_TYPES[head >>> 24];
      return `${withPorts(words, at)}${type === undefined ? '' : ` ${type}`}${suffix}`;
    }
    case LAYER_IPV4:
    case LAYER_IPV6: {
      const protocol = (head >>> 16) & 255;
      const name = TRANSPORT_NAMES[protocol] ?? `protocol ${protocol}`;
      return head & FLAG_LATER_FRAGMENT
        ? `${pair} ${name} fragment at ${detail}`
        : `${pair} ${name}${suffix}`;
    }
    default:
      return describeEthernet(words, at);
  }
}

function describeEthernet(words: Int32Array, at: number): string {
  const detail = words[at + 1] as number;
  const head = words[at] as number;
  const source = head & FLAG_NO_SOURCE ? '' : `${addressAt(words, at, SOURCE)} `;
  const recipient = kindOf(words, at) === KIND_UNKNOWN ? '' : `> ${addressAt(words, at, RECIPIENT)} `;
  const pair = `ethernet ${source}${recipient}`;
  if (head & FLAG_NO_TYPE) return `${pair}cut to ${detail} bytes`;
  if (detail <= LARGEST_802_3_LENGTH) return `${pair}length ${detail}`;
  return `${pair}type 0x${detail.toString(16).padStart(4, '0')}`;
}

function withPorts(words: Int32Array, at: number): string {
  const detail = words[at + 1] as number;
  const source = addressAt(words, at, SOURCE);
  const recipient = addressAt(words, at, RECIPIENT);
  const [open, close] = kindOf(words, at) === KIND_IPV6 ? ['[', ']'] : ['', ''];
  const from = `${open}${source}${close}:${detail >>> 16}`;
  return `${protocolOf(words, at)} ${from} > ${open}${recipient}${close}:${detail & 0xffff}`;
}

function addressAt(words: Int32Array, at: number, which: number): string {
  const kind = kindOf(words, at);
  const first = words[at + which] as number;
  if (kind === KIND_UNKNOWN) return '';
  if (kind === KIND_IPV4) return formatIpv4(first >>> 0);
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 4; i++) view.setInt32(i * 4, words[at + which + i] as number);
  return kind === KIND_MAC ? formatMac(bytes) : formatIpv6(bytes);
}

function layerOf(words: Int32Array, at: number): number {
  return (words[at] as number) & 255;
}

function kindOf(words: Int32Array, at: number): number {
  return ((words[at] as number) >>> 8) & 3;
}

function wordsOf(kind: number): number {
  return KIND_WORDS[kind] ?? 0;
}

/** The 4 bytes from `at`, in network order. The caller has checked that they are there. */
function word(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

function storeMac(bytes: Uint8Array, from: number, target: Int32Array, at: number): void {
  target[at] = word(bytes, from);
  target[at + 1] = ((bytes[from + 4] as number) << 24) | ((bytes[from + 5] as number) << 16);
}

/** The value of option 53 (RFC 2132, 9.6), 0 if there is none. */
function dhcpMessageType(reader: FrameReader): number {
  const bytes = reader.bytes;
  const end = reader.start + reader.ipEnd;
  // 236 bytes of fixed fields and the magic cookie come first.
  let at = reader.start + reader.dhcpOffset + 240;
  while (at + 2 < end) {
    const code = bytes[at] as number;
    if (code === 255) return 0;
    if (code === 53) return bytes[at + 2] as number;
    at += code === 0 ? 1 : 2 + (bytes[at + 1] as number);
  }
  return 0;
}
