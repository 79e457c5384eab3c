import { formatIpv4, formatIpv6, formatMac } from './address.ts';
import { ARP_SENDER_IP, ARP_TARGET_IP } from './arp.ts';
import type { DissectedFrame } from './dissected-frame.ts';
import {
  ETHERNET,
  ETHERNET_DESTINATION,
  ETHERNET_HEADER_LENGTH,
  ETHERNET_SOURCE,
  ETHERNET_TYPE,
} from './ethernet.ts';
import { IPV4_HEADER_LENGTH } from './ipv4.ts';
import { IPV6_DESTINATION, IPV6_HEADER_LENGTH, IPV6_SOURCE } from './ipv6.ts';
import { LAYER_ARP, LAYER_ETHERNET, LAYER_IPV4, LAYER_IPV6 } from './layers.ts';
import { LARGEST_802_3_LENGTH } from './protocol-numbers.ts';
import { applicationOf, LAYER_NAMES, PROTOCOLS, transportOf } from './protocols.ts';

/** Who a frame is meant for: the IP destination, for ARP the target's address, otherwise the MAC destination. */
export interface WrittenAddress {
  kind: 'ipv4' | 'ipv6' | 'mac' | 'unknown';
  /** In the usual notation; '' if unknown. */
  address: string;
}

const KIND_UNKNOWN = 0;
const KIND_MAC = 1;
const KIND_IPV4 = 2;
const KIND_IPV6 = 3;
/** What hashes of hosts begin with, where those of addresses begin with their kind. */
const HASH_OF_HOSTS = 4;
const KIND_NAMES = ['unknown', 'mac', 'ipv4', 'ipv6'] as const;
/** How many words an address of each kind takes. */
const KIND_WORDS = [0, 2, 1, 4] as const;

const FLAG_FIRST_FRAGMENT = 1 << 10;
const FLAG_LATER_FRAGMENT = 1 << 11;
/** The frame ends before its source address does, or that is nobody's. */
const FLAG_NO_SOURCE = 1 << 12;
/** The frame ends before its EtherType does. */
const FLAG_NO_TYPE = 1 << 13;
/** Its destination address is nobody's. */
const FLAG_NO_RECIPIENT = 1 << 14;

/** An address of any kind, in network order: of the words, those that its kind does not take mean nothing. */
class FlowAddress {
  /** All of an IPv4 address, or the first four bytes. */
  word0 = 0;
  word1 = 0;
  word2 = 0;
  word3 = 0;

  copy(other: Readonly<FlowAddress>): void {
    this.word0 = other.word0;
    this.word1 = other.word1;
    this.word2 = other.word2;
    this.word3 = other.word3;
  }
}

/** Who sent a frame to whom, and what it was; in numbers, so that one object serves frame after frame. */
export class Flow {
  /**
   * The layer in bits 0-7, the kind of both addresses in bits 8-9, the FLAG bits, the IP protocol in bits 16-23 and the
   * DHCP message type in bits 24-31.
   */
  head = 0;
  /** Ports, or ICMP type and code, or ARP operation, or EtherType, or a later fragment's offset. */
  detail = 0;
  readonly source = new FlowAddress();
  readonly recipient = new FlowAddress();
  /** Where the payload begins in the frame; 0 if it has none, or if it is not known, as for IPv6. */
  payload = 0;
  /**
   * Number of the host whose address the recipient is, for who knows hosts: all addresses of a host are one recipient.
   * 0 if it is nobody's. It follows from the address.
   */
  host = 0;

  copy(other: Readonly<Flow>): void {
    this.head = other.head;
    this.detail = other.detail;
    this.source.copy(other.source);
    this.recipient.copy(other.recipient);
    this.payload = other.payload;
    this.host = other.host;
  }

  /** All that means something, as numbers. */
  words(): number[] {
    const { head, detail, payload, source, recipient } = this;
    const kind = kindOf(this);
    const from = head & FLAG_NO_SOURCE ? [] : wordsOf(kind, source);
    return [head, detail, payload, ...from, ...wordsOf(kind, recipient)];
  }

  /** Forgets everything: the recipient is unknown. */
  clear(): void {
    this.head = 0;
    this.detail = 0;
    this.payload = 0;
    this.host = 0;
  }
}

/** Stores the flow of the frame in `reader`, which must still lie where it was read. Of hosts it knows nothing. */
export function storeFlow(reader: DissectedFrame, flow: Flow): void {
  const { layer } = reader;
  flow.detail = 0;
  flow.host = 0;
  if (reader.ipVersion === 4 && reader.ipHeaderLength >= IPV4_HEADER_LENGTH) {
    flow.head = layer | (KIND_IPV4 << 8) | (reader.protocol << 16);
    flow.source.word0 = reader.ipv4Source;
    flow.recipient.word0 = reader.ipv4Destination;
    flow.payload = payloadOffset(reader);
    storeIpDetail(reader, flow);
  } else if (layer === LAYER_ARP) {
    flow.head = layer | (KIND_IPV4 << 8);
    flow.detail = reader.arpOperation;
    flow.source.word0 = word(reader.bytes, reader.start + ETHERNET_HEADER_LENGTH + ARP_SENDER_IP);
    flow.recipient.word0 = word(reader.bytes, reader.start + ETHERNET_HEADER_LENGTH + ARP_TARGET_IP);
    flow.payload = 0;
  } else if (reader.ipVersion === 6 && reader.ipHeaderLength >= IPV6_HEADER_LENGTH) {
    flow.head = layer | (KIND_IPV6 << 8) | (reader.protocol << 16);
    storeIpv6(reader.bytes, reader.start + reader.ipOffset + IPV6_SOURCE, flow.source);
    storeIpv6(reader.bytes, reader.start + reader.ipOffset + IPV6_DESTINATION, flow.recipient);
    flow.payload = 0;
    storeIpDetail(reader, flow);
  } else {
    storeEthernetFlow(reader, flow);
  }
}

function storeIpDetail(reader: DissectedFrame, flow: Flow): void {
  if (reader.fragmentOffset !== 0) {
    flow.head |= FLAG_LATER_FRAGMENT;
    flow.detail = reader.fragmentOffset;
  } else if (reader.fragment) {
    flow.head |= FLAG_FIRST_FRAGMENT;
  }
  if (reader.sourcePort >= 0) flow.detail = (reader.sourcePort << 16) | reader.destinationPort;
  if (reader.icmpType >= 0) flow.detail = (reader.icmpType << 8) | reader.icmpCode;
  if (reader.messageOffset >= 0) flow.head |= applicationOf(reader.layer).typeOf(reader) << 24;
}

/** Of a frame that carries nothing else, or an IP header that is cut. */
function storeEthernetFlow(reader: DissectedFrame, flow: Flow): void {
  const { bytes, start, length } = reader;
  flow.head = LAYER_ETHERNET | (length < ETHERNET_SOURCE ? KIND_UNKNOWN : KIND_MAC << 8);
  if (length < ETHERNET_TYPE) flow.head |= FLAG_NO_SOURCE;
  if (length < ETHERNET_HEADER_LENGTH) flow.head |= FLAG_NO_TYPE;
  flow.detail = length < ETHERNET_HEADER_LENGTH ? length : reader.etherType;
  if (length >= ETHERNET_SOURCE) storeMac(bytes, start + ETHERNET_DESTINATION, flow.recipient);
  if (length >= ETHERNET_TYPE) storeMac(bytes, start + ETHERNET_SOURCE, flow.source);
  flow.payload = reader.ipVersion === 6 ? 0 : payloadOffset(reader);
}

/**
 * Where what follows the innermost header that was recognised begins in the frame; 0 if nothing does, and for a packet
 * with a trailer, so that all from there on is payload.
 */
function payloadOffset(reader: DissectedFrame): number {
  const { layer, length } = reader;
  let offset = 0;
  if (layer === LAYER_ETHERNET) offset = ETHERNET_HEADER_LENGTH;
  else if (layer === LAYER_ARP || reader.ipEnd !== length) offset = 0;
  else if (layer === LAYER_IPV4)
    offset = reader.ipPayloadLength > 0 ? reader.ipOffset + reader.ipHeaderLength : 0;
  else offset = reader.payloadOffset;
  return offset < length ? offset : 0;
}

/** Where the payload begins in a frame that a flow was stored of; undefined if it has none, or if it is not known. */
export function payloadOf({ payload }: Readonly<Flow>): number | undefined {
  return payload === 0 ? undefined : payload;
}

/**
 * Makes `flow` one to an address, of which nothing else is known.
 * @param bytes - 4, 16 or 6 of them
 */
export function setRecipient(
  flow: Flow,
  kind: Exclude<WrittenAddress['kind'], 'unknown'>,
  bytes: Uint8Array,
): void {
  flow.clear();
  flow.head = KIND_NAMES.indexOf(kind) << 8;
  if (kind === 'ipv6') storeIpv6(bytes, 0, flow.recipient);
  else if (kind === 'mac') storeMac(bytes, 0, flow.recipient);
  else flow.recipient.word0 = word(bytes, 0);
}

/**
 * Makes unknown who sent a frame, or who is to get it, if that was told by MAC addresses: those in a header that was made up
 * are nobody's.
 */
export function forgetMacs(flow: Flow, { sender, recipient }: { sender: boolean; recipient: boolean }): void {
  if (kindOf(flow) !== KIND_MAC) return;
  if (sender) flow.head |= FLAG_NO_SOURCE;
  if (recipient) flow.head |= FLAG_NO_RECIPIENT;
}

/** Whether two flows have the same recipient: the same host, or the same address of nobody's. */
export function recipientEquals(a: Readonly<Flow>, b: Readonly<Flow>): boolean {
  return a.host === b.host && (a.host !== 0 || hasSameAddress(a, b));
}

/** Whether the recipients of two flows have the same address. */
export function hasSameAddress(a: Readonly<Flow>, b: Readonly<Flow>): boolean {
  const kind = kindOf(a);
  if (kind !== kindOf(b)) return false;
  const { recipient } = a;
  const { recipient: other } = b;
  if (kind === KIND_UNKNOWN) return true;
  if (recipient.word0 !== other.word0) return false;
  if (kind === KIND_IPV4) return true;
  if (recipient.word1 !== other.word1) return false;
  return kind === KIND_MAC || (recipient.word2 === other.word2 && recipient.word3 === other.word3);
}

/** A 32-bit hash, with a sign, of a flow's recipient; equal recipients have equal hashes. */
export function hashRecipient(flow: Readonly<Flow>): number {
  return flow.host === 0 ? hashAddress(flow) : mix(HASH_OF_HOSTS, flow.host);
}

/** A 32-bit hash, with a sign, of the address of a flow's recipient; equal addresses have equal hashes. */
export function hashAddress(flow: Readonly<Flow>): number {
  const kind = kindOf(flow);
  const { word0, word1, word2, word3 } = flow.recipient;
  if (kind === KIND_UNKNOWN) return kind;
  let hash = mix(kind, word0);
  if (kind === KIND_IPV4) return hash;
  hash = mix(hash, word1);
  if (kind === KIND_IPV6) hash = mix(mix(hash, word2), word3);
  return hash;
}

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** The address of a flow's recipient. */
export function recipientOf(flow: Readonly<Flow>): WrittenAddress {
  if (flow.head & FLAG_NO_RECIPIENT) return { kind: 'unknown', address: '' };
  return { kind: KIND_NAMES[kindOf(flow)] ?? 'unknown', address: addressOf(flow, flow.recipient) };
}

/** @returns who sent it, by an address of the same kind as its recipient's; unknown if it is too short to tell */
export function senderOf(flow: Readonly<Flow>): WrittenAddress {
  const isKnown = (flow.head & FLAG_NO_SOURCE) === 0 && kindOf(flow) !== KIND_UNKNOWN;
  if (!isKnown) return { kind: 'unknown', address: '' };
  return { kind: KIND_NAMES[kindOf(flow)] ?? 'unknown', address: addressOf(flow, flow.source) };
}

/** The innermost protocol that was recognised: 'udp', 'arp', 'ipv4', 'ethernet', … */
export function protocolOf(flow: Readonly<Flow>): string {
  return LAYER_NAMES[layerOf(flow)] ?? 'ethernet';
}

/** One line for a person: 'udp 10.0.0.1:1234 > 10.0.0.2:53'. */
export function describeFlow(flow: Readonly<Flow>): string {
  const { head, detail } = flow;
  const layer = layerOf(flow);
  if (layer === LAYER_IPV4 || layer === LAYER_IPV6) return describeIp(flow);
  const { hasPorts, words } = PROTOCOLS[layer] ?? ETHERNET;
  if (words === undefined && !hasPorts) return describeEthernet(flow);
  const said = words?.(detail, head >>> 24) ?? '';
  const more = said === '' ? '' : ` ${said}`;
  const suffix = head & FLAG_FIRST_FRAGMENT ? ' first fragment' : '';
  return `${hasPorts ? withPorts(flow) : withAddresses(flow)}${more}${suffix}`;
}

function describeIp(flow: Readonly<Flow>): string {
  const { head, detail } = flow;
  const protocol = (head >>> 16) & 255;
  const pair = `${withAddresses(flow)} ${transportOf(protocol)?.name ?? `protocol ${protocol}`}`;
  if (head & FLAG_LATER_FRAGMENT) return `${pair} fragment at ${detail}`;
  return head & FLAG_FIRST_FRAGMENT ? `${pair} first fragment` : pair;
}

function withAddresses(flow: Readonly<Flow>): string {
  return `${protocolOf(flow)} ${addressOf(flow, flow.source)} > ${addressOf(flow, flow.recipient)}`;
}

function describeEthernet(flow: Readonly<Flow>): string {
  const { head, detail } = flow;
  const source = head & FLAG_NO_SOURCE ? '' : `${addressOf(flow, flow.source)} `;
  const isUnknown = kindOf(flow) === KIND_UNKNOWN || (head & FLAG_NO_RECIPIENT) !== 0;
  const recipient = isUnknown ? '' : `> ${addressOf(flow, flow.recipient)} `;
  const pair = `ethernet ${source}${recipient}`;
  if (head & FLAG_NO_TYPE) return `${pair}cut to ${detail} bytes`;
  if (detail <= LARGEST_802_3_LENGTH) return `${pair}length ${detail}`;
  return `${pair}type 0x${detail.toString(16).padStart(4, '0')}`;
}

function withPorts(flow: Readonly<Flow>): string {
  const { detail } = flow;
  const source = addressOf(flow, flow.source);
  const recipient = addressOf(flow, flow.recipient);
  const [open, close] = kindOf(flow) === KIND_IPV6 ? ['[', ']'] : ['', ''];
  const from = `${open}${source}${close}:${detail >>> 16}`;
  return `${protocolOf(flow)} ${from} > ${open}${recipient}${close}:${detail & 0xffff}`;
}

/** @param address - one of the flow's */
function addressOf(flow: Readonly<Flow>, address: Readonly<FlowAddress>): string {
  const kind = kindOf(flow);
  const { word0, word1, word2, word3 } = address;
  if (kind === KIND_UNKNOWN) return '';
  if (kind === KIND_IPV4) return formatIpv4(word0 >>> 0);
  const view = new DataView(new ArrayBuffer(16));
  for (const [i, word] of [word0, word1, word2, word3].entries()) view.setInt32(i * 4, word);
  const bytes = new Uint8Array(view.buffer);
  return kind === KIND_MAC ? formatMac(bytes) : formatIpv6(bytes);
}

function layerOf({ head }: Readonly<Flow>): number {
  return head & 255;
}

function kindOf({ head }: Readonly<Flow>): number {
  return (head >>> 8) & 3;
}

/** The words of an address that one of this kind takes. */
function wordsOf(kind: number, { word0, word1, word2, word3 }: Readonly<FlowAddress>): number[] {
  return [word0, word1, word2, word3].slice(0, KIND_WORDS[kind]);
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

function storeMac(bytes: Uint8Array, from: number, address: FlowAddress): void {
  address.word0 = word(bytes, from);
  address.word1 = ((bytes[from + 4] as number) << 24) | ((bytes[from + 5] as number) << 16);
}

function storeIpv6(bytes: Uint8Array, from: number, address: FlowAddress): void {
  address.word0 = word(bytes, from);
  address.word1 = word(bytes, from + 4);
  address.word2 = word(bytes, from + 8);
  address.word3 = word(bytes, from + 12);
}
