import type {
  ArpPacket,
  Echo6Reply,
  IcmpEcho,
  NatPacket,
  NeighbourAdvertisement,
  NeighbourSolicitation,
  RouterSolicitation,
  TcpSegment,
  UdpDatagram,
} from '../../src/guest/packets.ts';
import { wholeOf } from '../../src/wire/bytes.ts';
import type { DhcpMessage } from '../../src/wire/dhcp.ts';

export const GUEST_MAC = Uint8Array.of(0x02, 0, 0, 0, 0, 0x01);
export const PEER_MAC = Uint8Array.of(0x02, 0, 0, 0, 0, 0x02);

/** 10.0.0.1 and 10.0.0.2 */
export const GUEST_IP = 0x0a000001;
export const PEER_IP = 0x0a000002;

/** fe80::1 and fe80::2 */
export const GUEST_IP6 = Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
export const PEER_IP6 = Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2);

const OUTPUT = { destinationMac: PEER_MAC, source: GUEST_IP, destination: PEER_IP };

export function arpRequest(): ArpPacket {
  return {
    kind: 'arp',
    operation: 'request',
    destinationMac: PEER_MAC,
    senderMac: GUEST_MAC,
    senderIp: GUEST_IP,
    targetMac: PEER_MAC,
    targetIp: PEER_IP,
  };
}

export function udp(payload: Uint8Array, more: Partial<UdpDatagram> = {}): UdpDatagram {
  return { kind: 'udp', ...OUTPUT, sourcePort: 1, destinationPort: 2, payload: wholeOf(payload), ...more };
}

const TCP_FIELDS = {
  sourcePort: 1,
  destinationPort: 2,
  sequence: 3,
  acknowledgement: 4,
  flags: 0x18,
  window: 5,
  options: [],
};

export function tcp(payload: Uint8Array, more: Partial<TcpSegment> = {}): TcpSegment {
  return { kind: 'tcp', ...OUTPUT, ...TCP_FIELDS, payload: wholeOf(payload), ...more };
}

export function icmpEcho(payload: Uint8Array, more: Partial<IcmpEcho> = {}): IcmpEcho {
  return {
    kind: 'icmp-echo',
    ...OUTPUT,
    request: true,
    identifier: 1,
    sequence: 2,
    payload: wholeOf(payload),
    ...more,
  };
}

export function nat(
  protocol: 'udp' | 'tcp' | 'icmp',
  payload: Uint8Array,
  more: Partial<NatPacket> = {},
): NatPacket {
  const range = wholeOf(payload);
  const transports = {
    udp: { protocol: 'udp', sourcePort: 1, destinationPort: 2, payload: range },
    tcp: { protocol: 'tcp', ...TCP_FIELDS, payload: range },
    icmp: { protocol: 'icmp', type: 8, code: 0, restOfHeader: 0x00010002, payload: range },
  } as const;
  return {
    kind: 'nat',
    ...OUTPUT,
    ttl: 63,
    identification: 7,
    flagsAndOffset: 0x4000,
    ipOptions: new Uint8Array(0),
    announce: 'exact',
    transport: transports[protocol],
    ...more,
  };
}

const OUTPUT6 = { destinationMac: PEER_MAC, source: GUEST_IP6, destination: PEER_IP6 };

export function neighbourSolicitation(): NeighbourSolicitation {
  return { kind: 'ns6', ...OUTPUT6, target: PEER_IP6 };
}

export function neighbourAdvertisement(solicited: boolean): NeighbourAdvertisement {
  return { kind: 'na6', ...OUTPUT6, target: GUEST_IP6, solicited };
}

export function routerSolicitation(source = GUEST_IP6): RouterSolicitation {
  return { kind: 'rs6', destinationMac: PEER_MAC, source };
}

export function echo6Reply(payload: Uint8Array): Echo6Reply {
  return { kind: 'pong6', ...OUTPUT6, hopLimit: 64, identifier: 1, sequence: 2, payload: wholeOf(payload) };
}

/** A DHCP message whose every field tells itself from the others. */
export function dhcpMessage(more: Partial<DhcpMessage> = {}): DhcpMessage {
  return {
    sourceMac: GUEST_MAC,
    destinationMac: PEER_MAC,
    sourceIp: GUEST_IP,
    destinationIp: PEER_IP,
    sourcePort: 68,
    destinationPort: 67,
    op: 1,
    hops: 3,
    transactionId: 0x11223344,
    seconds: 0x0506,
    broadcast: true,
    clientIp: 0x0a0a0a01,
    yourIp: 0x0a0a0a02,
    serverIp: 0x0a0a0a03,
    relayIp: 0x0a0a0a04,
    clientMac: GUEST_MAC,
    serverName: 'srv',
    bootFile: 'img',
    options: [{ code: 53, data: Uint8Array.of(1) }],
    ...more,
  };
}
