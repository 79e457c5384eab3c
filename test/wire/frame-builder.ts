/**
 * Builds right frames from plain arrays of numbers, sharing no code with src/wire: what the reader says is
 * compared with this and with Wireshark.
 */

export const MAC_A = [0x00, 0x16, 0x3e, 0x00, 0x00, 0x01];
export const MAC_B = [0x00, 0x16, 0x3e, 0xaa, 0xbb, 0xcc];
export const IP_A = [10, 0, 0, 1];
export const IP_B = [10, 0, 0, 2];
export const IP6_A = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
export const IP6_B = [0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2];

export function word(value: number): number[] {
  return [(value >> 8) & 255, value & 255];
}

/** The Internet checksum, word by word with the carry added at once. */
export function naiveChecksum(bytes: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) {
    sum += (bytes[i] ?? 0) * 256 + (bytes[i + 1] ?? 0);
    if (sum > 0xffff) sum -= 0xffff;
  }
  return 0xffff - sum;
}

export function ethernet(type: number, payload: readonly number[]): number[] {
  return [...MAC_B, ...MAC_A, ...word(type), ...payload];
}

export function arp(operation: number): number[] {
  return ethernet(0x0806, [0, 1, 8, 0, 6, 4, ...word(operation), ...MAC_A, ...IP_A, ...MAC_B, ...IP_B]);
}

export interface Ipv4Fields {
  protocol: number;
  payload: readonly number[];
  options?: readonly number[];
  /** The 16 bits of flags and fragment offset. */
  fragmentation?: number;
  totalLength?: number;
}

export function ipv4(fields: Ipv4Fields): number[] {
  const options = fields.options ?? [];
  const length = 20 + options.length;
  const header = [
    0x40 | (length / 4),
    0,
    ...word(fields.totalLength ?? length + fields.payload.length),
    ...word(7),
    ...word(fields.fragmentation ?? 0),
    38,
    fields.protocol,
    0,
    0,
    ...IP_A,
    ...IP_B,
    ...options,
  ];
  header.splice(10, 2, ...word(naiveChecksum(header)));
  return ethernet(0x0800, [...header, ...fields.payload]);
}

export interface Ipv6Fields {
  protocol: number;
  payload: readonly number[];
  payloadLength?: number;
}

export function ipv6(fields: Ipv6Fields): number[] {
  const length = word(fields.payloadLength ?? fields.payload.length);
  return ethernet(0x86dd, [
    0x60,
    0,
    0,
    0,
    ...length,
    fields.protocol,
    255,
    ...IP6_A,
    ...IP6_B,
    ...fields.payload,
  ]);
}

/** Addresses of a pseudo header, in the order source, destination. */
export const IPV4_PAIR = [...IP_A, ...IP_B];
export const IPV6_PAIR = [...IP6_A, ...IP6_B];

function withChecksum(
  segment: number[],
  at: number,
  pair: readonly number[],
  protocol: number,
  length = segment.length,
): number[] {
  const covered = segment.slice(0, length);
  const checksum = naiveChecksum([...pair, 0, protocol, ...word(length), ...covered]);
  const result = [...segment];
  result.splice(at, 2, ...word(protocol === 17 && checksum === 0 ? 0xffff : checksum));
  return result;
}

export function udp(pair: readonly number[], ports: [number, number], payload: readonly number[]): number[] {
  const datagram = [...word(ports[0]), ...word(ports[1]), ...word(8 + payload.length), 0, 0, ...payload];
  return withChecksum(datagram, 6, pair, 17);
}

export function tcp(
  pair: readonly number[],
  ports: [number, number],
  options: readonly number[],
  payload: readonly number[],
): number[] {
  const segment = [...word(ports[0]), ...word(ports[1]), 0, 0, 0, 9, 0, 0, 0, 8];
  segment.push(((20 + options.length) / 4) << 4, 0x18, 0x20, 0, 0, 0, 0, 0, ...options, ...payload);
  return withChecksum(segment, 16, pair, 6);
}

export function icmp(
  type: number,
  code: number,
  rest: readonly number[],
  payload: readonly number[],
): number[] {
  const message = [type, code, 0, 0, ...rest, ...payload];
  message.splice(2, 2, ...word(naiveChecksum(message)));
  return message;
}

export function icmpv6(type: number, code: number, body: readonly number[], pair = IPV6_PAIR): number[] {
  return withChecksum([type, code, 0, 0, ...body], 2, pair, 58);
}

/** A DHCP message: the fixed part, the magic cookie, the options, END, and zeros up to 300 bytes. */
export function dhcp(op: number, messageType: number, xid: readonly number[]): number[] {
  const fixed = [op, 1, 6, 0, ...xid, ...new Array<number>(20).fill(0), ...MAC_A];
  const message = [...fixed, ...new Array<number>(236 - fixed.length).fill(0), 0x63, 0x82, 0x53, 0x63];
  message.push(53, 1, messageType, 12, 2, 0x61, 0x62, 255);
  return [...message, ...new Array<number>(300 - message.length).fill(0)];
}
