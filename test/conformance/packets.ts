import { dhcpDiscover, dhcpRequest } from '../../src/guest/dhcp-client.ts';
import type { Ipv4Output, NatPacket, Packet, RawFrame } from '../../src/guest/packets.ts';
import { parseIpv4, parseIpv6, parseMac } from '../../src/wire/address.ts';
import { type ByteRange, wholeOf } from '../../src/wire/bytes.ts';
import { addToSum, finish } from '../../src/wire/checksum.ts';
import type { DhcpMessage, DhcpOption } from '../../src/wire/dhcp.ts';
import { encodeDhcpOption } from '../../src/wire/dhcp-options.ts';
import { TCP_FLAGS } from '../../src/wire/tcp.ts';
import type { TcpOption } from '../../src/wire/tcp-options.ts';
import type { WorkloadStep } from './vector.ts';

type Fields = Record<string, unknown>;

const BROADCAST_MAC = 'ff:ff:ff:ff:ff:ff';

function number(fields: Fields, key: string, fallback?: number): number {
  const value = fields[key] ?? fallback;
  const parsed = Number(value);
  if (value === undefined || Number.isNaN(parsed)) throw new Error(`"${key}" is not a number`);
  return parsed;
}

function parsed<T>(
  fields: Fields,
  key: string,
  parse: (text: string) => T | undefined,
  fallback?: string,
): T {
  const value = parse(String(fields[key] ?? fallback ?? ''));
  if (value === undefined) throw new Error(`"${key}" is not an address: ${String(fields[key])}`);
  return value;
}

const mac = (fields: Fields, key: string, fallback?: string): Uint8Array =>
  parsed(fields, key, parseMac, fallback);
const ip = (fields: Fields, key: string, fallback?: string): number =>
  parsed(fields, key, parseIpv4, fallback);
const ip6 = (fields: Fields, key: string, fallback?: string): Uint8Array =>
  parsed(fields, key, parseIpv6, fallback);

function hex(value: unknown): Uint8Array {
  return Uint8Array.from(Buffer.from(String(value ?? ''), 'hex'));
}

function payload(fields: Fields): ByteRange {
  return wholeOf(hex(fields['payload']));
}

function flags(text: unknown): number {
  let bits = 0;
  for (const letter of String(text ?? '')) bits |= TCP_FLAGS[letter as keyof typeof TCP_FLAGS] ?? 0;
  return bits;
}

function tcpOptions(options: unknown): TcpOption[] {
  return ((options ?? []) as Fields[]).map((option): TcpOption => {
    switch (option['kind']) {
      case 'nop':
      case 'sack_ok':
        return { kind: option['kind'] };
      case 'mss':
      case 'wscale':
        return { kind: option['kind'], value: number(option, 'value') };
      case 'sack':
        return {
          kind: 'sack',
          blocks: (option['blocks'] as unknown[][]).map(
            ([left, right]) => [Number(left), Number(right)] as const,
          ),
        };
      case 'timestamp':
        return { kind: 'timestamp', val: number(option, 'val'), ecr: number(option, 'ecr') };
      default:
        return { kind: 'unknown', code: number(option, 'code'), data: hex(option['data']) };
    }
  });
}

/** What netfront is asked to send for a step of a recorded workload. */
export function packetOf(step: WorkloadStep, netfront: { mac: string; ip: string }): Packet {
  const route = (): { destinationMac: Uint8Array; source: number; destination: number } => ({
    destinationMac: mac(step, 'dst_mac'),
    source: ip(step, 'src_ip', netfront.ip),
    destination: ip(step, 'dst_ip'),
  });
  const output = (): ReturnType<typeof route> & Partial<Ipv4Output> => ({
    ...route(),
    fragment: step['fragment'] !== false,
    ...(step['ttl'] === undefined ? {} : { ttl: number(step, 'ttl') }),
    ...(step['ip_id'] === undefined ? {} : { identification: number(step, 'ip_id') }),
  });
  switch (step.op) {
    case 'arp':
      return {
        kind: 'arp',
        operation: step['operation'] === 'reply' ? 'reply' : 'request',
        destinationMac: mac(step, 'dst_mac'),
        senderMac: mac(step, 'sender_mac'),
        senderIp: ip(step, 'sender_ip'),
        targetMac: mac(step, 'target_mac'),
        targetIp: ip(step, 'target_ip'),
      };
    case 'udp':
      return {
        kind: 'udp',
        ...output(),
        sourcePort: number(step, 'src_port'),
        destinationPort: number(step, 'dst_port'),
        payload: payload(step),
      };
    case 'tcp':
      return {
        kind: 'tcp',
        ...output(),
        sourcePort: number(step, 'src_port'),
        destinationPort: number(step, 'dst_port'),
        sequence: number(step, 'seq'),
        acknowledgement: number(step, 'ack', 0),
        flags: flags(step['flags']) | (step['ack'] === undefined ? 0 : TCP_FLAGS.A),
        window: number(step, 'window'),
        options: tcpOptions(step['options']),
        payload: payload(step),
      };
    case 'icmp_echo':
    case 'icmp_echo_reply':
      return {
        kind: 'icmp-echo',
        request: step.op === 'icmp_echo',
        ...output(),
        identifier: number(step, 'id'),
        sequence: number(step, 'seq'),
        payload: payload(step),
      };
    case 'dhcp':
      return { kind: 'dhcp', message: dhcpMessage(step, netfront.mac) };
    case 'nat':
      return natPacket(step, route());
    case 'ns6':
      return {
        kind: 'ns6',
        destinationMac: mac(step, 'dst_mac'),
        source: ip6(step, 'src_ip'),
        destination: ip6(step, 'dst_ip'),
        target: ip6(step, 'target'),
      };
    case 'na6':
      return {
        kind: 'na6',
        destinationMac: mac(step, 'dst_mac'),
        source: ip6(step, 'src_ip'),
        destination: ip6(step, 'dst_ip'),
        target: ip6(step, 'target'),
        solicited: step['solicited'] !== false,
      };
    case 'rs6':
      return { kind: 'rs6', destinationMac: mac(step, 'dst_mac'), source: ip6(step, 'src_ip', '::') };
    case 'pong6':
      return {
        kind: 'pong6',
        destinationMac: mac(step, 'dst_mac'),
        source: ip6(step, 'src_ip'),
        destination: ip6(step, 'dst_ip'),
        hopLimit: number(step, 'hlim'),
        identifier: number(step, 'id'),
        sequence: number(step, 'seq'),
        payload: payload(step),
      };
    case 'raw':
      return rawFrame(step);
    default:
      throw new Error(`Unknown op "${step.op}"`);
  }
}

/** A fill function of a recorded workload, for either direction. */
export function rawFrame(step: WorkloadStep): RawFrame {
  const size = number(step, 'size');
  return {
    kind: 'raw',
    size,
    returns: number(step, 'returns', size),
    writes: ((step['writes'] ?? []) as Fields[]).map((write) => ({
      at: number(write, 'at'),
      data: wholeOf(hex(write['hex'])),
    })),
  };
}

function natPacket(
  step: WorkloadStep,
  route: { destinationMac: Uint8Array; source: number; destination: number },
): NatPacket {
  const size = step['size'];
  return {
    kind: 'nat',
    ...route,
    ttl: number(step, 'ttl', 64),
    identification: number(step, 'ip_id', 0),
    flagsAndOffset: number(step, 'ip_off', 0),
    ipOptions: hex(step['ip_options']),
    announce: size === undefined ? 'exact' : size === 'mtu' ? 'mtu' : Number(size),
    transport: natTransport(step),
  };
}

function natTransport(step: WorkloadStep): NatPacket['transport'] {
  switch (step['l4']) {
    case 'udp':
      return {
        protocol: 'udp',
        sourcePort: number(step, 'src_port'),
        destinationPort: number(step, 'dst_port'),
        payload: payload(step),
      };
    case 'tcp':
      return {
        protocol: 'tcp',
        sourcePort: number(step, 'src_port'),
        destinationPort: number(step, 'dst_port'),
        sequence: number(step, 'seq'),
        acknowledgement: number(step, 'ack', 0),
        flags: flags(step['flags']),
        window: number(step, 'window'),
        options: tcpOptions(step['options']),
        payload: payload(step),
      };
    default:
      return {
        protocol: 'icmp',
        type: number(step, 'type'),
        code: number(step, 'code', 0),
        restOfHeader: icmpRest(step),
        payload: wholeOf(
          step['error'] === undefined ? hex(step['payload']) : icmpError(step['error'] as Fields),
        ),
      };
  }
}

function icmpRest(step: WorkloadStep): number {
  if (step['next_hop_mtu'] !== undefined) return number(step, 'next_hop_mtu');
  if (step['error'] !== undefined) return 0;
  return number(step, 'id', 0) * 65536 + number(step, 'seq', 0);
}

/** The IPv4 header that an ICMP error quotes, made in a buffer of its own, and what followed it. */
function icmpError(error: Fields): Uint8Array {
  const data = hex(error['payload']);
  const bytes = new Uint8Array(20 + data.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 0x45;
  view.setUint16(2, 20 + number(error, 'payload_len', data.length));
  view.setUint16(4, number(error, 'ip_id', 0));
  view.setUint16(6, number(error, 'ip_off', 0));
  bytes[8] = number(error, 'ttl', 64);
  bytes[9] = number(error, 'proto', 17);
  view.setUint32(12, ip(error, 'src_ip'));
  view.setUint32(16, ip(error, 'dst_ip'));
  view.setUint16(10, finish(addToSum(0, bytes, 0, 20)));
  bytes.set(data, 20);
  return bytes;
}

const MESSAGE_TYPES = [
  ...['DISCOVER', 'OFFER', 'REQUEST', 'DECLINE', 'ACK', 'NAK', 'RELEASE', 'INFORM', 'FORCERENEW'],
  ...['LEASEQUERY', 'LEASEUNASSIGNED', 'LEASEUNKNOWN', 'LEASEACTIVE', 'BULKLEASEQUERY', 'LEASEQUERYDONE'],
];

/** Fields that only a message given field by field has. */
const EXPLICIT_FIELDS = [
  ...['chaddr', 'src_mac', 'dst_mac', 'src_ip', 'dst_ip', 'src_port', 'dst_port', 'bootp_op', 'hops', 'secs'],
  ...['broadcast', 'ciaddr', 'yiaddr', 'siaddr', 'giaddr', 'sname', 'file', 'options'],
];

function dhcpMessage(step: WorkloadStep, ownMac: string): DhcpMessage {
  const type = String(step['type']).toUpperCase();
  const transactionId = number(step, 'xid');
  if (!EXPLICIT_FIELDS.some((field) => step[field] !== undefined)) {
    const common = {
      mac: mac({}, 'mac', ownMac),
      transactionId,
      ...(step['requests'] === undefined ? {} : { requests: requestedCodes(step['requests']) }),
    };
    if (type === 'DISCOVER') return dhcpDiscover(common);
    return dhcpRequest({
      ...common,
      serverIp: ip(step, 'server_ip'),
      requestIp: ip(step, 'request_ip'),
    });
  }
  const options: DhcpOption[] = [
    { code: 53, data: Uint8Array.of(MESSAGE_TYPES.indexOf(type) + 1) },
    ...((step['options'] ?? []) as Fields[]).map((option) =>
      encodeDhcpOption(String(option['name']), option['value']),
    ),
  ];
  return {
    sourceMac: mac(step, 'src_mac', ownMac),
    destinationMac: mac(step, 'dst_mac', BROADCAST_MAC),
    sourceIp: ip(step, 'src_ip', '0.0.0.0'),
    destinationIp: ip(step, 'dst_ip', '255.255.255.255'),
    sourcePort: number(step, 'src_port', 68),
    destinationPort: number(step, 'dst_port', 67),
    op: number(step, 'bootp_op', 1) === 2 ? 2 : 1,
    hops: number(step, 'hops', 0),
    transactionId,
    seconds: number(step, 'secs', 0),
    broadcast: step['broadcast'] !== false,
    clientIp: ip(step, 'ciaddr', '0.0.0.0'),
    yourIp: ip(step, 'yiaddr', '0.0.0.0'),
    serverIp: ip(step, 'siaddr', '0.0.0.0'),
    relayIp: ip(step, 'giaddr', '0.0.0.0'),
    clientMac: mac(step, 'chaddr', ownMac),
    serverName: String(step['sname'] ?? ''),
    bootFile: String(step['file'] ?? ''),
    options,
  };
}

function requestedCodes(requests: unknown): number[] {
  return [...encodeDhcpOption('parameter_requests', requests).data];
}
