import { z } from 'zod';
import { once } from './once.ts';
import { dhcpOption } from './packet.ts';
import { payload } from './payload.ts';
import { expected, integer, party, port } from './scalar.ts';

/*
 * Steps that stand for the packets of a whole conversation.
 */

const via = once(() =>
  party
    .optional()
    .describe(
      'Who the other side is reached through: the Ethernet frames are to and from it; the other side itself if absent.',
    ),
);

const fromPort = once(() =>
  port
    .default(49_152)
    .describe('Port of the side that opens; alone, the index of a repeat may stand for it.'),
);
const toPort = once(() => port.describe('Port of the other side.'));

const CLOSES = ['fin', 'reset', 'none'] as const;

const sequenceNumber = (who: string, otherwise: number) =>
  integer('a sequence number', 0, 0xffff_ffff)
    .default(otherwise)
    .describe(`Initial sequence number of ${who}.`);

const turns = once(() =>
  z
    .array(
      z.strictObject({
        from: party.describe('Who sends it.'),
        payload,
      }),
      expected('a list of turns {from: …, payload: …}'),
    )
    .describe(
      'Who sends what, one after the other; payloads are cut into segments, an empty one sends nothing.',
    ),
);

/** The TCP side of a conversation: ports, segments, beginning and end. */
const tcpTalk = once(() => ({
  from_port: fromPort(),
  to_port: toPort(),
  mss: integer('a segment size', 1, 65_495)
    .optional()
    .describe('Largest payload of a segment, which both sides announce; mtu − 40 if absent.'),
  window: integer('a window', 1, 0xffff)
    .default(65_535)
    .describe('Window of both sides: less than that is on its way before an acknowledgement.'),
  seq: z
    .strictObject({
      opener: sequenceNumber('the side that opens', 1000),
      other: sequenceNumber('the other side', 5000),
    })
    .default({ opener: 1000, other: 5000 })
    .describe('Initial sequence numbers.'),
  close: z
    .enum(CLOSES, expected(`one of ${CLOSES.join(', ')}`))
    .default('fin')
    .describe('How the side that opened closes: fin, with reset, or not at all.'),
}));

export const tcpConversation = once(() =>
  z
    .strictObject({
      with: party.describe('The other machine.'),
      via: via(),
      opens: party.default('unikernel').describe('Who opens: the unikernel, or the other machine.'),
      ...tcpTalk(),
      data: turns().default([]),
    })
    .describe(
      'A TCP connection of the unikernel: handshake, data in segments, acknowledgements, close (RFC 9293).',
    ),
);

export const udpExchange = once(() =>
  z
    .strictObject({
      with: party.describe('The other machine.'),
      via: via(),
      opens: party.default('unikernel').describe('Who asks: the unikernel, or the other machine.'),
      from_port: fromPort().describe('Port of who asks; alone, the index of a repeat may stand for it.'),
      to_port: port.describe('Port of who answers.'),
      asks: payload,
      answers: payload,
      count: integer('a number of exchanges', 1, 1_000_000_000)
        .default(1)
        .describe('How many times it is taken.'),
    })
    .describe('A UDP datagram and its answer.'),
);

const DHCP_ROLES = ['client', 'server'] as const;

export const dhcpExchange = once(() =>
  z
    .strictObject({
      role: z
        .enum(DHCP_ROLES, expected(`one of ${DHCP_ROLES.join(', ')}`))
        .default('client')
        .describe('What the unikernel is.'),
      server: party.optional().describe('Who serves the unikernel, if it is the client.'),
      client: party
        .optional()
        .describe('A host or MAC address that the unikernel serves, if it is the server.'),
      offers: party.optional().describe("The address that is offered and taken; the client's own if absent."),
      lease: integer('a number of seconds', 0, 0xffff_ffff).default(3600).describe('Lease time, in seconds.'),
      xid: integer('a transaction ID', 0, 0xffff_ffff).default(1).describe('Transaction ID.'),
      options: z
        .array(dhcpOption(), expected('a list of options'))
        .optional()
        .describe(
          'Options of offer and acknowledgement after message type, server and lease time; subnet_mask 255.255.255.0 and the server as router if absent.',
        ),
    })
    .superRefine(({ role, server, client }, context) => {
      const [needed, other] =
        role === 'client' ? (['server', 'client'] as const) : (['client', 'server'] as const);
      const given = { server, client };
      if (given[needed] === undefined) {
        context.addIssue({ code: 'custom', path: [needed], message: 'Expected a host name or an address' });
      }
      if (given[other] !== undefined) {
        const message = `Key "${other}" does not go with the role ${role}: that is the unikernel itself`;
        context.addIssue({ code: 'custom', path: [other], message });
      }
    })
    .describe('A client gets an address (RFC 2131, 3.1): discover, offer, request and acknowledgement.'),
);

const externalPort = once(() =>
  port.optional().describe('Source port that the outside sees; the same as inside if absent.'),
);

const NAT_FLOWS = ['udp', 'tcp'] as const;

export const natFlow = once(() => {
  const { close, from_port, to_port, mss, window, seq } = tcpTalk();
  return z
    .strictObject({
      from: party.describe('The client inside.'),
      to: party.describe('The server outside.'),
      via: party
        .optional()
        .describe('Who the server is reached through: the Ethernet frames outside are to and from it.'),
      ttl: integer('a time to live', 2, 255)
        .default(64)
        .describe('Time to live of what the unikernel receives; it forwards it with one less.'),
      udp: z
        .strictObject({ from_port, to_port, external_port: externalPort() })
        .optional()
        .describe('UDP: each turn is a datagram.'),
      tcp: z
        .strictObject({ from_port, to_port, external_port: externalPort(), mss, window, seq, close })
        .optional()
        .describe('TCP: a connection that the client opens.'),
      data: turns().default([]),
    })
    .superRefine((value, context) => {
      if (NAT_FLOWS.filter((key) => value[key] !== undefined).length !== 1) {
        context.addIssue({ code: 'custom', message: 'NAT flow needs exactly one of "udp" and "tcp"' });
      } else if (value.udp !== undefined && value.data.length === 0) {
        context.addIssue({
          code: 'custom',
          path: ['data'],
          message: 'NAT flow over UDP needs at least one turn',
        });
      }
    })
    .describe(
      'A flow through the unikernel as NAT: it receives every packet, translates it, and forwards it. The outside sees its address instead of the client.',
    );
});
