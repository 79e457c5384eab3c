import { type ByteRange, NO_BYTES } from './bytes.ts';
import { CannotWrite } from './cannot-write.ts';
import type { DissectedFrame } from './dissected-frame.ts';
import { ETHERNET_HEADER_LENGTH, writeEthernet } from './ethernet.ts';
import { type Field, indicesOf, namesOf } from './field.ts';
import { IPV4_HEADER_LENGTH, type Ipv4Header, writeIpv4Header } from './ipv4.ts';
import type { Application } from './protocol.ts';
import { DHCP_CLIENT_PORT, DHCP_SERVER_PORT, ETHERTYPE_IPV4, IP_PROTOCOL_UDP } from './protocol-numbers.ts';
import { UDP_HEADER_LENGTH, writeUdpHeader } from './udp.ts';
import type { Window } from './window.ts';

export const DHCP_OP = 0;
export const DHCP_HTYPE = 1;
export const DHCP_HLEN = 2;
export const DHCP_HOPS = 3;
export const DHCP_XID = 4;
export const DHCP_SECS = 8;
export const DHCP_FLAGS = 10;
export const DHCP_CIADDR = 12;
export const DHCP_YIADDR = 16;
export const DHCP_SIADDR = 20;
export const DHCP_GIADDR = 24;
export const DHCP_CHADDR = 28;
export const DHCP_SNAME = 44;
export const DHCP_FILE = 108;
/** Bytes of a DHCP message before its magic cookie (RFC 2131, 2). */
export const DHCP_HEADER_LENGTH = 236;
export const DHCP_MAGIC_COOKIE = DHCP_HEADER_LENGTH;
/** Where the options begin. */
export const DHCP_OPTIONS = 240;

export const DHCP_SNAME_LENGTH = 64;
export const DHCP_FILE_LENGTH = 128;

export const DHCP_FIELDS = [
  [DHCP_OP, 1, 'dhcp.op'],
  [DHCP_HTYPE, 1, 'dhcp.htype'],
  [DHCP_HLEN, 1, 'dhcp.hlen'],
  [DHCP_HOPS, 1, 'dhcp.hops'],
  [DHCP_XID, 4, 'dhcp.xid'],
  [DHCP_SECS, 2, 'dhcp.secs'],
  [DHCP_FLAGS, 2, 'dhcp.flags'],
  [DHCP_CIADDR, 4, 'dhcp.ciaddr'],
  [DHCP_YIADDR, 4, 'dhcp.yiaddr'],
  [DHCP_SIADDR, 4, 'dhcp.siaddr'],
  [DHCP_GIADDR, 4, 'dhcp.giaddr'],
  [DHCP_CHADDR, 16, 'dhcp.chaddr'],
  [DHCP_SNAME, DHCP_SNAME_LENGTH, 'dhcp.sname'],
  [DHCP_FILE, DHCP_FILE_LENGTH, 'dhcp.file'],
  [DHCP_MAGIC_COOKIE, 4, 'dhcp.magic_cookie'],
] as const satisfies readonly Field[];

/** What the magic cookie is (RFC 2131, 3). */
export const MAGIC_COOKIE = 0x63825363;
/** Options (RFC 2132): these two are a code alone, all others a code, the length of their data, and the data. */
export const DHCP_OPTION_PAD = 0;
export const DHCP_OPTION_END = 255;
export const DHCP_OPTION_MESSAGE_TYPE = 53;
export const DHCP_OPTION_LENGTH = 1;
export const DHCP_OPTION_DATA = 2;
const BROADCAST_FLAG = 0x8000;

/** DHCP message types (RFC 2132, 9.6). */
export const DHCP_MESSAGE_TYPES: ReadonlyMap<string, number> = new Map([
  ['discover', 1],
  ['offer', 2],
  ['request', 3],
  ['decline', 4],
  ['ack', 5],
  ['nak', 6],
  ['release', 7],
  ['inform', 8],
]);
const TYPES: ReadonlyMap<number, string> = new Map(
  [...DHCP_MESSAGE_TYPES].map(([name, type]) => [type, name]),
);

const NAMES = [...namesOf(DHCP_FIELDS), 'dhcp.options', 'dhcp.padding'] as const;
const BYTES = indicesOf(NAMES, DHCP_FIELDS);
const OPTIONS = NAMES.indexOf('dhcp.options');
const PADDING = NAMES.indexOf('dhcp.padding');

export const DHCP: Application = {
  name: 'dhcp',
  ports: [DHCP_SERVER_PORT, DHCP_CLIENT_PORT],
  leastLength: DHCP_HEADER_LENGTH,
  fields: NAMES,
  fieldAt: (frame, at) => BYTES[at] ?? (at < optionsEnd(frame) ? OPTIONS : PADDING),
  hasPorts: true,
  words: (_, type) => TYPES.get(type) ?? '',
  typeOf,
};

/** Offset in the DHCP message of the byte behind the END option (RFC 2132, 3.2), or of the message's end. */
function optionsEnd({ bytes, start, messageOffset, ipEnd }: DissectedFrame): number {
  const message = start + messageOffset;
  const end = ipEnd - messageOffset;
  let at = DHCP_OPTIONS;
  while (at < end) {
    const code = bytes[message + at] as number;
    at += 1;
    if (code === DHCP_OPTION_END) return at;
    if (code !== DHCP_OPTION_PAD && at < end) at += 1 + (bytes[message + at] as number);
  }
  return end;
}

/** RFC 2132, 9.6. */
function typeOf({ bytes, start, messageOffset, ipEnd }: DissectedFrame): number {
  const end = start + ipEnd;
  let at = start + messageOffset + DHCP_OPTIONS;
  while (at + DHCP_OPTION_DATA < end) {
    const code = bytes[at] as number;
    if (code === DHCP_OPTION_END) return 0;
    if (code === DHCP_OPTION_MESSAGE_TYPE) return bytes[at + DHCP_OPTION_DATA] as number;
    at += code === DHCP_OPTION_PAD ? 1 : DHCP_OPTION_DATA + (bytes[at + DHCP_OPTION_LENGTH] as number);
  }
  return 0;
}

/** Messages are padded to this length, the least that BOOTP allows (RFC 1542, 2.1). */
const LEAST_LENGTH = 300;

/** Where the headers begin in a frame. */
const IP_AT = ETHERNET_HEADER_LENGTH;
const UDP_AT = IP_AT + IPV4_HEADER_LENGTH;
const MESSAGE_AT = UDP_AT + UDP_HEADER_LENGTH;

/** A DHCP option: its code (RFC 2132) and its value as bytes. */
export interface DhcpOption {
  code: number;
  data: Uint8Array;
}

/** A DHCP message with the headers below it: charrua writes all of them in one go. */
export interface DhcpMessage {
  sourceMac: Uint8Array;
  destinationMac: Uint8Array;
  sourceIp: number;
  destinationIp: number;
  sourcePort: number;
  destinationPort: number;
  /** BOOTREQUEST 1, BOOTREPLY 2. */
  op: 1 | 2;
  hops: number;
  /** xid */
  transactionId: number;
  /** secs */
  seconds: number;
  /** The one flag that RFC 2131 defines. */
  broadcast: boolean;
  /** ciaddr */
  clientIp: number;
  /** yiaddr */
  yourIp: number;
  /** siaddr */
  serverIp: number;
  /** giaddr */
  relayIp: number;
  /** chaddr */
  clientMac: Uint8Array;
  /** sname, at most 64 bytes. */
  serverName: string;
  /** file, at most 128 bytes. */
  bootFile: string;
  /** In wire order, message type (53) included; END is added. */
  options: readonly DhcpOption[];
}

/** A DHCP message that cannot be written. */
export class DhcpError extends CannotWrite {
  override readonly name = 'DhcpError';
}

/**
 * Writes DHCP frames, Ethernet header and all, as charrua 0.12.0 does (dhcp_wire.ml, pkt_into_buf). The IPv4
 * header comes from the plain writer without the correction of the stack's own output path: on memory that is
 * not zero its checksum is wrong. The loop that pads the message clears one byte too many.
 */
export class DhcpWriter {
  private readonly payload: ByteRange = { bytes: NO_BYTES.bytes, offset: 0, length: 0 };
  private readonly header: Ipv4Header = {
    source: 0,
    destination: 0,
    identification: 0,
    flagsAndOffset: 0,
    ttl: 255,
    protocol: IP_PROTOCOL_UDP,
    options: NO_BYTES.bytes,
  };

  /**
   * @returns the length of the frame
   * @throws DhcpError for a name or option that is too long, WindowError if the window is too small
   */
  write(window: Window, message: DhcpMessage): number {
    const { payload, header } = this;
    writeFixedPart(window, MESSAGE_AT, message);
    let end = writeOptions(window, MESSAGE_AT + DHCP_HEADER_LENGTH, message.options);
    const padding = LEAST_LENGTH - (end - MESSAGE_AT);
    if (padding > 0) {
      window.zero(end, padding + 1);
      end += padding;
    }

    payload.bytes = window.bytes;
    payload.offset = window.start + MESSAGE_AT;
    payload.length = end - MESSAGE_AT;
    writeEthernet(window, message.destinationMac, message.sourceMac, ETHERTYPE_IPV4);
    const { sourceIp, destinationIp, sourcePort, destinationPort } = message;
    writeUdpHeader(window, UDP_AT, sourceIp, destinationIp, sourcePort, destinationPort, payload);
    header.source = sourceIp;
    header.destination = destinationIp;
    writeIpv4Header(window, IP_AT, header, UDP_HEADER_LENGTH + payload.length);
    return end;
  }
}

function writeFixedPart(window: Window, at: number, message: DhcpMessage): void {
  const o = window.claim(at, DHCP_SNAME);
  const { bytes, view } = window;
  view.setUint8(o + DHCP_OP, message.op);
  view.setUint8(o + DHCP_HTYPE, 1); // Ethernet
  view.setUint8(o + DHCP_HLEN, 6);
  view.setUint8(o + DHCP_HOPS, message.hops);
  view.setUint32(o + DHCP_XID, message.transactionId);
  view.setUint16(o + DHCP_SECS, message.seconds);
  view.setUint16(o + DHCP_FLAGS, message.broadcast ? BROADCAST_FLAG : 0);
  view.setUint32(o + DHCP_CIADDR, message.clientIp);
  view.setUint32(o + DHCP_YIADDR, message.yourIp);
  view.setUint32(o + DHCP_SIADDR, message.serverIp);
  view.setUint32(o + DHCP_GIADDR, message.relayIp);
  bytes.fill(0, o + DHCP_CHADDR, o + DHCP_SNAME);
  bytes.set(message.clientMac, o + DHCP_CHADDR);
  writeName(window, at + DHCP_SNAME, 'server name', message.serverName, DHCP_SNAME_LENGTH);
  writeName(window, at + DHCP_FILE, 'boot file', message.bootFile, DHCP_FILE_LENGTH);
}

const ENCODER = new TextEncoder();

/** Writes a name and zeros behind it; most messages have none. */
function writeName(window: Window, at: number, what: string, name: string, length: number): void {
  if (name === '') {
    window.zero(at, length);
    return;
  }
  const encoded = ENCODER.encode(name);
  if (encoded.length > length) {
    throw new DhcpError(
      `Cannot write the ${what} "${name}": ${encoded.length} bytes do not fit into ${length}`,
    );
  }
  window.setAll(at, encoded);
  window.zero(at + encoded.length, length - encoded.length);
}

/** @returns the offset after END */
function writeOptions(window: Window, at: number, options: readonly DhcpOption[]): number {
  if (options.length === 0) throw new DhcpError('Cannot write a DHCP message without options');
  window.view.setUint32(window.claim(at, 4), MAGIC_COOKIE);
  let end = at + 4;
  for (const { code, data } of options) {
    window.view.setUint8(window.claim(end, 1), code);
    if (data.length > 255) {
      throw new DhcpError(`Cannot write DHCP option ${code}: ${data.length} bytes do not fit into 255`);
    }
    window.view.setUint8(window.claim(end + DHCP_OPTION_LENGTH, 1), data.length);
    window.setAll(end + DHCP_OPTION_DATA, data);
    end += DHCP_OPTION_DATA + data.length;
  }
  window.view.setUint8(window.claim(end, 1), DHCP_OPTION_END);
  return end + 1;
}
