import { z } from 'zod';
import { CHECKSUM_FLAG_NAMES } from '../../netchannel/checksum-flags.ts';
import { LONGEST_PAYLOAD } from '../payload.ts';
import { sum } from './checksums.ts';
import { once } from './once.ts';
import { oneOf } from './one-of.ts';
import { payload } from './payload.ts';
import { expected, flag, hex, integer, party, port, text } from './scalar.ts';
import { echoFields, tcpNatFields, tcpOutputFields, udpFields } from './transport.ts';

const ttl = integer('a time to live', 0, 255);
const word16 = (what: string) => integer(what, 0, 0xffff);

/** What all packets on the stack's IPv4 output path have. */
const ipv4Fields = once(() => ({
  to: party.describe('Destination.'),
  from: party.optional().describe('Source; the unikernel if absent.'),
  via: party.optional().describe('Who gets the Ethernet frame; the destination if absent.'),
  ttl: ttl.optional().describe("Time to live; the stack's own 38 if absent."),
  ip_id: word16('an identification')
    .optional()
    .describe('Identification of the fragments of what is too big.'),
}));

const mayFragment = once(() => ({
  fragment: flag.optional().describe('false sets "don\'t fragment". true if absent.'),
}));

const sumField = once(() => ({
  sum: sum
    .optional()
    .describe(
      'Who sums up its checksum; what `checksums` says of the sender if absent. What is sent in fragments, its sender always sums up.',
    ),
}));

export const udp = once(() =>
  z
    .strictObject({ ...ipv4Fields(), ...udpFields(), ...mayFragment(), ...sumField() })
    .describe('A UDP datagram (RFC 768).'),
);

export const tcp = once(() =>
  z
    .strictObject({ ...ipv4Fields(), ...tcpOutputFields(), ...sumField() })
    .describe('A TCP segment (RFC 9293).'),
);

export const ping = once(() =>
  z
    .strictObject({ ...ipv4Fields(), ...echoFields(), ...mayFragment() })
    .describe('An ICMP echo request (RFC 792).'),
);

export const pong = once(() =>
  z
    .strictObject({ ...ipv4Fields(), ...echoFields(), ...mayFragment() })
    .describe('An ICMP echo reply (RFC 792).'),
);

export const arp = once(() =>
  z
    .strictObject({
      request: party.optional().describe('Whose MAC address is asked for.'),
      reply: party.optional().describe('Who is answered.'),
      to_mac: party.optional().describe('Destination of the Ethernet frame.'),
      sender_mac: party.optional().describe("Sender hardware address; the unikernel's if absent."),
      sender_ip: party.optional().describe("Sender protocol address; the unikernel's if absent."),
      target_mac: party.optional().describe('Target hardware address; all ones in a request if absent.'),
      target_ip: party.optional().describe('Target protocol address.'),
    })
    .refine((value) => (value.request === undefined) !== (value.reply === undefined), {
      error: 'ARP packet needs exactly one of "request" and "reply"',
    })
    .describe('An ARP request or reply (RFC 826).'),
);

/** In the order of their numbers, DHCPDISCOVER being 1. */
const DHCP_TYPES = ['discover', 'offer', 'request', 'decline', 'ack', 'nak', 'release', 'inform'] as const;

/** An option of a DHCP message. */
export const dhcpOption = once(() =>
  z.record(z.string(), z.unknown(), expected('an option such as {hostname: …} or {code: 224, hex: …}')),
);

export const dhcp = once(() =>
  z
    .strictObject({
      type: z
        .enum(DHCP_TYPES, expected(`one of ${DHCP_TYPES.join(', ')}`))
        .describe('Message type (RFC 2132, 9.6).'),
      xid: integer('a transaction ID', 0, 0xffff_ffff).default(1).describe('Transaction ID.'),
      requests: z
        .array(
          z.union([z.string(), z.int()], expected('an option name or code')),
          expected('a list of options'),
        )
        .optional()
        .describe("Options that a discover or request asks for; charrua's own list if absent."),
      server_ip: party.optional().describe('The server whose offer a request takes.'),
      request_ip: party.optional().describe('The address that a request asks for.'),
      options: z
        .array(dhcpOption(), expected('a list of options'))
        .optional()
        .describe("Options after the message type, in wire order; those of charrua's client if absent."),
      from: party.optional().describe('IPv4 source.'),
      to: party
        .optional()
        .describe('Who is meant: IPv4 destination, and from a server also client and Ethernet destination.'),
      from_mac: party.optional().describe('Ethernet source.'),
      to_mac: party.optional().describe('Ethernet destination.'),
      from_port: port.optional().describe('Source port; 68 from a client, 67 from a server.'),
      to_port: port.optional().describe('Destination port; 67 from a client, 68 from a server.'),
      op: integer('a BOOTP operation', 1, 2).optional().describe('1 from a client, 2 from a server.'),
      hops: integer('a number of hops', 0, 255).optional().describe('0 if absent.'),
      secs: word16('a number of seconds').optional().describe('0 if absent.'),
      broadcast: flag.optional().describe('The broadcast flag; true unless the message is for one host.'),
      ciaddr: party.optional().describe('Client address; 0.0.0.0 if absent.'),
      yiaddr: party.optional().describe('Your address; in an offer or ack that of "to" if absent.'),
      siaddr: party.optional().describe('Server address.'),
      giaddr: party.optional().describe('Relay address; 0.0.0.0 if absent.'),
      chaddr: party.optional().describe('Client hardware address.'),
      sname: text('text in quotes').optional().describe('Server name, at most 64 bytes.'),
      file: text('text in quotes').optional().describe('Boot file, at most 128 bytes.'),
    })
    .describe(
      'A DHCP message (RFC 2131). A discover and a request are those of the client unless fields say otherwise.',
    ),
);

const quotedPacket = once(() =>
  z.strictObject({
    from: party.describe('Source of the packet that was refused.'),
    to: party.describe('Its destination.'),
    ttl: ttl.default(64).describe('Its time to live.'),
    ip_id: word16('an identification').default(0).describe('Its identification.'),
    ip_off: word16('flags and fragment offset').default(0).describe('Its flags and fragment offset.'),
    protocol: integer('a protocol number', 0, 255).default(17).describe('Its protocol; 17 is UDP.'),
    payload: payload.default('').describe('As much of what followed its header as is quoted.'),
    payload_length: word16('a length')
      .optional()
      .describe('How much followed its header; as much as is quoted if absent.'),
  }),
);

const natIcmp = once(() =>
  z
    .strictObject({
      type: integer('an ICMP type', 0, 255).default(8).describe('8 is an echo request.'),
      code: integer('an ICMP code', 0, 255).default(0).describe('Code.'),
      id: word16('an identifier').optional().describe('Identifier, of an echo; 0 if absent.'),
      seq: word16('a sequence number').optional().describe('Sequence number, of an echo; 0 if absent.'),
      payload: payload.optional(),
      next_hop_mtu: word16('an MTU')
        .optional()
        .describe('Next-hop MTU of "fragmentation needed" (RFC 1191).'),
      error: quotedPacket()
        .optional()
        .describe('The packet that an error message quotes; instead of id, seq and payload.'),
    })
    .describe('An ICMP message.'),
);

export const NAT_TRANSPORTS = ['udp', 'tcp', 'icmp'] as const;

export const nat = once(() =>
  z
    .strictObject({
      from: party.describe('Source after translation.'),
      to: party.describe('Destination after translation.'),
      via: party.optional().describe('Who gets the Ethernet frame; the destination if absent.'),
      ttl: ttl.default(64).describe('Time to live as sent.'),
      ip_id: word16('an identification').default(0).describe('Identification.'),
      ip_off: word16('flags and fragment offset').default(0).describe('Flags and fragment offset, 16 bits.'),
      ip_options: hex.default('').describe('IPv4 options as they stand in the header, at most 40 bytes.'),
      announce: z
        .union(
          [z.literal(['exact', 'mtu']), integer('', 0, 0xffff)],
          expected('exact, mtu or a size (0 to 65535)'),
        )
        .default('exact')
        .describe('Size announced to netfront, without the Ethernet header.'),
      udp: z.strictObject(udpFields()).optional().describe('A UDP datagram.'),
      tcp: z.strictObject(tcpNatFields()).optional().describe('A TCP segment.'),
      icmp: natIcmp().optional(),
    })
    .refine((value) => NAT_TRANSPORTS.filter((key) => value[key] !== undefined).length === 1, {
      error: 'NAT packet needs exactly one of "udp", "tcp" and "icmp"',
    })
    .describe('A packet that the NAT rewrites and forwards.'),
);

const ndpFields = once(() => ({
  from: party.optional().describe('Source; the unikernel if absent.'),
  to_mac: party.optional().describe('Destination of the Ethernet frame.'),
}));

export const ns6 = once(() =>
  z
    .strictObject({
      target: party.describe('Whose MAC address is asked for.'),
      to: party
        .optional()
        .describe('Destination; the solicited-node multicast address of the target if absent.'),
      ...ndpFields(),
    })
    .describe('An IPv6 neighbour solicitation (RFC 4861, 4.3).'),
);

export const na6 = once(() =>
  z
    .strictObject({
      to: party.describe('Destination.'),
      target: party.optional().describe('Whose address is advertised; the unikernel if absent.'),
      solicited: flag.default(true).describe('Whether it answers a solicitation.'),
      ...ndpFields(),
    })
    .describe('An IPv6 neighbour advertisement (RFC 4861, 4.4).'),
);

export const rs6 = once(() =>
  z
    .strictObject(ndpFields())
    .describe('An IPv6 router solicitation (RFC 4861, 4.1). From "::" it has no link-layer address option.'),
);

export const pong6 = once(() =>
  z
    .strictObject({
      to: party.describe('Destination.'),
      ...ndpFields(),
      hop_limit: integer('a hop limit', 0, 255).default(64).describe('Hop limit.'),
      ...echoFields(),
    })
    .describe('An ICMPv6 echo reply (RFC 4443, 4.2).'),
);

const rawFields = once(() => ({
  size: integer('a size in bytes', 0, LONGEST_PAYLOAD).describe(
    'The most that the writer announces that it will write, Ethernet header included.',
  ),
  returns: integer('a length in bytes', 0, LONGEST_PAYLOAD)
    .optional()
    .describe('The length that it returns; size if absent.'),
  writes: z
    .array(
      z.strictObject({
        at: integer('an offset in bytes', 0, LONGEST_PAYLOAD).default(0).describe('Offset in the frame.'),
        data: payload,
      }),
      expected('a list of writes {at: …, data: …}'),
    )
    .default([])
    .describe('What it writes, in this order; everything else it leaves as it finds it.'),
  ethertype: integer('an EtherType', 0, 0xffff)
    .optional()
    .describe('EtherType of the header; 0x88b5, for local experiments, if absent.'),
  flags: z
    .array(oneOf('flag', CHECKSUM_FLAG_NAMES), expected('a list of flags, of csum_blank and data_validated'))
    .optional()
    .describe(
      'What the ring says about its checksum (netif.h): csum_blank, data_validated; nothing if absent.',
    ),
}));

export const raw = once(() =>
  z
    .strictObject({
      ...rawFields(),
      to: party.optional().describe('Writes the 14 bytes of an Ethernet header for this host first.'),
    })
    .describe('A fill function given by what it writes: netfront to netback with no stack in between.'),
);

/** What all packets have that a host sends through its own IPv4 output path. */
const receivedFields = once(() => ({
  ttl: ttl.default(64).describe('Time to live.'),
  ip_id: ipv4Fields().ip_id,
}));

/** Kinds of packets that a host can send to the guest. */
const RECEIVED = ['udp', 'tcp', 'ping', 'pong', 'arp', 'dhcp'] as const;
const RECEIVED_LIST = 'udp, tcp, ping, pong, arp or dhcp';

export const receive = once(() =>
  z
    .strictObject({
      ...rawFields(),
      size: rawFields()
        .size.optional()
        .describe(`${rawFields().size.description} Needed unless there is a packet.`),
      from: party
        .optional()
        .describe(
          'Sender: of the packet; of a frame without one, whose Ethernet header of 14 bytes is written first.',
        ),
      to: party.optional().describe('IPv4 destination of the packet; the unikernel if absent.'),
      via: party
        .optional()
        .describe('Who brings the packet: source of the Ethernet frame; the sender if absent.'),
      udp: z
        .strictObject({ ...receivedFields(), ...udpFields(), ...mayFragment(), ...sumField() })
        .optional()
        .describe('A UDP datagram.'),
      tcp: z
        .strictObject({ ...receivedFields(), ...tcpNatFields(), ...sumField() })
        .optional()
        .describe('A TCP segment.'),
      ping: z
        .strictObject({ ...receivedFields(), ...echoFields(), ...mayFragment() })
        .optional()
        .describe('An ICMP echo request.'),
      pong: z
        .strictObject({ ...receivedFields(), ...echoFields(), ...mayFragment() })
        .optional()
        .describe('An ICMP echo reply.'),
      arp: arp().optional().describe('An ARP request or reply; the sender is "from".'),
      dhcp: dhcp().optional().describe('A DHCP message; the server or client that sends it is "from".'),
    })
    .superRefine((value, context) => {
      const complain = (path: string[], message: string): void =>
        context.addIssue({ code: 'custom', path, message });
      const given = RECEIVED.filter((key) => value[key] !== undefined);
      const [kind] = given;
      if (kind === undefined) {
        if (value.size === undefined) {
          complain(
            ['size'],
            `Expected a size in bytes (0 to ${LONGEST_PAYLOAD}), or a packet: ${RECEIVED_LIST}`,
          );
        }
        for (const key of ['to', 'via'] as const) {
          if (value[key] !== undefined)
            complain([key], `Key "${key}" goes with a packet only: ${RECEIVED_LIST}`);
        }
        return;
      }
      if (given.length > 1) {
        complain([], `Frame has ${given.length} packets, ${given.map((key) => `"${key}"`).join(' and ')}`);
      }
      if (value.from === undefined) complain(['from'], 'Expected a host name or an address');
      for (const key of ['size', 'returns', 'ethertype', 'flags'] as const) {
        if (value[key] !== undefined) complain([key], `Key "${key}" does not go with "${kind}"`);
      }
      if (value.writes.length > 0) complain(['writes'], `Key "writes" does not go with "${kind}"`);
      if (value.to !== undefined && (kind === 'arp' || kind === 'dhcp')) {
        complain(['to'], `Key "to" does not go with "${kind}", whose own keys say who is meant`);
      }
    })
    .describe(
      'A frame from netback to netfront: a packet that a host sends, or a frame given by what its fill function writes.',
    ),
);
