import fc from 'fast-check';
import { dhcpDiscover, dhcpRequest } from '../../src/guest/dhcp-client.ts';
import type { Packet, RawFrame } from '../../src/guest/packets.ts';
import { parseIpv6 } from '../../src/wire/address.ts';
import { type ByteRange, wholeOf } from '../../src/wire/bytes.ts';
import type { TcpOption } from '../../src/wire/tcp-options.ts';

/** The guest that random workloads are sent by. */
export const GUEST_MAC = Uint8Array.of(0, 0x16, 0x3e, 0, 0, 1);
const GUEST_IP = 0x0a000001;
const GUEST_IP6 = parseIpv6('fe80::216:3eff:fe00:1') ?? new Uint8Array(16);

const port = fc.integer({ min: 1024, max: 65535 });
const word = fc.nat(0xffff);
const long = fc.nat(0xffffffff);

/** A handful of hosts, so that the same recipient comes up again. */
export const host = fc.integer({ min: 2, max: 6 }).map((n) => ({
  mac: Uint8Array.of(0, 0x16, 0x3e, 0, 0, n),
  ip: GUEST_IP - 1 + n,
  ip6: Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 2, 0x16, 0x3e, 0xff, 0xfe, 0, 0, n),
}));

function payloadUpTo(max: number): fc.Arbitrary<ByteRange> {
  const bytes = fc.oneof(
    { weight: 4, arbitrary: fc.uint8Array({ maxLength: Math.min(max, 80) }) },
    { weight: 1, arbitrary: fc.uint8Array({ minLength: max - 8, maxLength: max, size: 'max' }) },
    { weight: 1, arbitrary: fc.nat(max).map((length) => new Uint8Array(length).fill(0xff)) },
  );
  return bytes.map((content) => wholeOf(Uint8Array.from(content)));
}

const tcpOption: fc.Arbitrary<TcpOption> = fc.oneof(
  fc.constant<TcpOption>({ kind: 'nop' }),
  fc.integer({ min: 88, max: 9000 }).map((value): TcpOption => ({ kind: 'mss', value })),
  fc.nat(14).map((value): TcpOption => ({ kind: 'wscale', value })),
  fc.constant<TcpOption>({ kind: 'sack_ok' }),
  fc.tuple(long, long).map(([val, ecr]): TcpOption => ({ kind: 'timestamp', val, ecr })),
);

const tcpFields = fc.record({
  sourcePort: port,
  destinationPort: port,
  sequence: long,
  acknowledgement: long,
  flags: fc.nat(0x3f),
  window: word,
  options: fc.array(tcpOption, { maxLength: 3 }),
});

const route = host.map(({ mac, ip }) => ({ destinationMac: mac, source: GUEST_IP, destination: ip }));

/** Some leave their checksum to the card: told by what is drawn anyway, so that a seed stands for the same packets as ever. */
function sumOf(sourcePort: number): { sum?: 'left to card' } {
  return sourcePort % 8 === 0 ? { sum: 'left to card' } : {};
}

const udp: fc.Arbitrary<Packet> = fc
  .tuple(route, port, port, payloadUpTo(3000))
  .map(([to, sourcePort, destinationPort, payload]) => ({
    kind: 'udp',
    ...to,
    ...sumOf(sourcePort),
    sourcePort,
    destinationPort,
    payload,
  }));

const tcp: fc.Arbitrary<Packet> = fc
  .tuple(route, tcpFields, payloadUpTo(1400))
  .map(([to, fields, payload]) => ({ kind: 'tcp', ...to, ...sumOf(fields.sourcePort), ...fields, payload }));

const echo: fc.Arbitrary<Packet> = fc
  .tuple(route, fc.boolean(), word, word, payloadUpTo(1472))
  .map(([to, request, identifier, sequence, payload]) => ({
    kind: 'icmp-echo',
    ...to,
    request,
    identifier,
    sequence,
    payload,
  }));

const arp: fc.Arbitrary<Packet> = fc.tuple(host, fc.boolean()).map(([{ mac, ip }, request]) => ({
  kind: 'arp',
  operation: request ? 'request' : 'reply',
  destinationMac: mac,
  senderMac: GUEST_MAC,
  senderIp: GUEST_IP,
  targetMac: mac,
  targetIp: ip,
}));

const dhcp: fc.Arbitrary<Packet> = fc
  .tuple(long, fc.boolean(), host)
  .map(([transactionId, discover, { ip }]) => ({
    kind: 'dhcp',
    message: discover
      ? dhcpDiscover({ mac: GUEST_MAC, transactionId })
      : dhcpRequest({ mac: GUEST_MAC, transactionId, serverIp: ip, requestIp: GUEST_IP }),
  }));

const natTransport = fc.oneof(
  fc.tuple(port, port, payloadUpTo(1400)).map(([sourcePort, destinationPort, payload]) => ({
    protocol: 'udp' as const,
    sourcePort,
    destinationPort,
    payload,
  })),
  fc.tuple(tcpFields, payloadUpTo(1400)).map(([fields, payload]) => ({
    protocol: 'tcp' as const,
    ...fields,
    payload,
  })),
  fc.tuple(long, payloadUpTo(1400)).map(([restOfHeader, payload]) => ({
    protocol: 'icmp' as const,
    type: 8,
    code: 0,
    restOfHeader,
    payload,
  })),
);

const nat: fc.Arbitrary<Packet> = fc
  .tuple(host, long, word, fc.constantFrom('exact' as const, 'mtu' as const), natTransport)
  .map(([{ mac, ip }, source, identification, announce, transport]) => ({
    kind: 'nat',
    destinationMac: mac,
    source,
    destination: ip,
    ttl: 63,
    identification,
    flagsAndOffset: 0x4000,
    ipOptions: new Uint8Array(0),
    announce,
    transport,
  }));

const ndp: fc.Arbitrary<Packet> = fc
  .tuple(host, fc.constantFrom('ns6', 'na6', 'rs6', 'pong6'), word, payloadUpTo(200))
  .map(([{ mac, ip6 }, kind, identifier, payload]): Packet => {
    const to = { destinationMac: mac, source: GUEST_IP6, destination: ip6 };
    if (kind === 'ns6') return { kind, ...to, target: ip6 };
    if (kind === 'na6') return { kind, ...to, target: GUEST_IP6, solicited: true };
    if (kind === 'rs6') return { kind, destinationMac: mac, source: GUEST_IP6 };
    return { kind: 'pong6', ...to, hopLimit: 64, identifier, sequence: 1, payload };
  });

/** A fill function that writes a few stretches of what it returns, with an Ethernet header for a host. */
export const rawFrame: fc.Arbitrary<RawFrame> = fc
  .tuple(
    host,
    fc.integer({ min: 14, max: 5000 }),
    fc.array(fc.tuple(fc.integer({ min: 14, max: 2100 }), fc.uint8Array({ maxLength: 60 })), {
      maxLength: 5,
    }),
  )
  .map(([{ mac }, size, stretches]) => ({
    kind: 'raw',
    size,
    returns: size,
    writes: [
      { at: 0, data: wholeOf(Uint8Array.of(...mac, ...GUEST_MAC, 0x88, 0xb5)) },
      ...stretches
        .filter(([at, bytes]) => at + bytes.length <= size)
        .map(([at, bytes]) => ({ at, data: wholeOf(Uint8Array.from(bytes)) })),
    ],
  }));

/** Every kind of packet that the guest can send. */
export const packet: fc.Arbitrary<Packet> = fc.oneof(udp, tcp, echo, arp, dhcp, nat, ndp, rawFrame);
