import type { NatPacket, NatTcp, NatUdp, TcpSegment, UdpDatagram } from '../../guest/packets.ts';
import type { ByteRange } from '../../wire/bytes.ts';
import { DONT_FRAGMENT } from '../../wire/ipv4.ts';
import { EMPTY, type PayloadSource } from '../payload.ts';
import type { StepRecord } from '../schema/step.ts';
import type { Blueprint, CompileContext, ConversationPart } from './blueprint.ts';
import {
  openerPortIn,
  otherMachine,
  payloadsOf,
  portsFrom,
  type SegmentFields,
  segmentFields,
  segments,
  sideNamed,
} from './conversation.ts';
import type { Side } from './tcp-turns.ts';

type Input = NonNullable<StepRecord['nat_flow']>;

/** Bytes of an IPv4 header and a UDP header. */
const UDP_HEADERS = 28;

/** One packet of the flow, whatever its addresses and ports: a segment, or a datagram if it has no fields of one. */
interface FlowPacket {
  from: Side;
  payload: PayloadSource;
  tcp?: SegmentFields;
}

/** Where a packet goes on one side of the NAT. */
interface Leg {
  destinationMac: Uint8Array;
  source: number;
  destination: number;
  sourcePort: number;
  destinationPort: number;
  ttl: number;
}

/**
 * The client's packets come in from netback, and go out again with the unikernel's address and the external port as
 * their source; the answers come in for that address and port, and go out to the client. A forwarded packet has one
 * time to live less; nothing else is changed.
 */
export function compileNatFlow(input: Input, context: CompileContext): Blueprint {
  const { path, conversations } = context;
  const { unikernel } = context.book;
  const client = otherMachine(input.from, 'from', undefined, context);
  const server = otherMachine(input.to, 'to', input.via, context);
  const protocol = input.udp === undefined ? 'tcp' : 'udp';
  const { from_port: port = 0, to_port = 0, external_port } = input.udp ?? input.tcp ?? {};
  const inside = { opener: port, other: to_port };
  const outside = { opener: external_port ?? port, other: to_port };

  const leg = (from: Side, isInside: boolean): Omit<Leg, 'destinationMac' | 'ttl'> => {
    const visible = isInside ? client.ip : unikernel.ip;
    const [source, destination] = from === 'opener' ? [visible, server.ip] : [server.ip, visible];
    return { source, destination, ...portsFrom(from, isInside ? inside : outside) };
  };
  /** Outside, the port may be another one. */
  const openerPort = (from: Side, isInside: boolean): Pick<ConversationPart, 'openerPort'> =>
    isInside || external_port === undefined ? { openerPort: openerPortIn(from) } : {};

  function* parts(): Generator<ConversationPart> {
    const data = dataOf(input, { opener: client, other: server }, context);
    for (const packet of packetsOf(input, data, context)) {
      const { from, payload } = packet;
      const isOutward = from === 'opener';
      const [sender, receiver] = isOutward ? [client, server] : [server, client];
      const arriving = { ...leg(from, isOutward), destinationMac: unikernel.mac, ttl: input.ttl };
      const leaving = { ...leg(from, !isOutward), destinationMac: receiver.mac, ttl: input.ttl - 1 };
      yield {
        content: {
          kind: 'receive packet',
          sender: sender.mac,
          build: (place) => arrivingPacket(packet, arriving, place(payload)),
        },
        ...openerPort(from, isOutward),
      };
      yield {
        content: { kind: 'send', build: (place) => forwardedPacket(packet, leaving, place(payload)) },
        ...openerPort(from, !isOutward),
      };
    }
  }

  return {
    label: `nat flow ${protocol} ${input.from} to ${input.to}:${to_port}`,
    content: {
      kind: 'conversation',
      parts: conversations.take(parts(), path),
      count: 1,
      openerPortPath: [...path, protocol, 'from_port'],
    },
  };
}

function dataOf(
  input: Input,
  machines: Parameters<typeof sideNamed>[2],
  context: CompileContext,
): { from: Side; payload: PayloadSource }[] {
  const { path, conversations } = context;
  const compile = payloadsOf(context);
  // mirage-nat forwards packets, not fragments.
  const longest = input.udp === undefined ? undefined : conversations.mtu - UDP_HEADERS;
  return input.data.map(({ from, payload }, i) => ({
    from: sideNamed(from, [...path, 'data', i, 'from'], machines, context),
    payload: compile(payload, [...path, 'data', i, 'payload'], longest),
  }));
}

function* packetsOf(
  { tcp }: Input,
  data: readonly { from: Side; payload: PayloadSource }[],
  context: CompileContext,
): Generator<FlowPacket> {
  if (tcp === undefined) {
    yield* data;
    return;
  }
  for (const turn of segments(tcp, data, [...context.path, 'tcp'], context)) {
    yield { from: turn.from, payload: turn.payload, tcp: segmentFields(turn, tcp.window) };
  }
}

function arrivingPacket({ tcp }: FlowPacket, leg: Leg, payload: ByteRange): UdpDatagram | TcpSegment {
  return tcp === undefined ? { kind: 'udp', ...leg, payload } : { kind: 'tcp', ...leg, ...tcp, payload };
}

/** As the other machine's stack sent it, but for the translation. */
function forwardedPacket({ tcp }: FlowPacket, leg: Leg, payload: ByteRange): NatPacket {
  const { destinationMac, source, destination, sourcePort, destinationPort, ttl } = leg;
  const ports = { sourcePort, destinationPort };
  const transport: NatUdp | NatTcp =
    tcp === undefined
      ? { protocol: 'udp', ...ports, payload }
      : { protocol: 'tcp', ...ports, ...tcp, payload };
  return {
    kind: 'nat',
    destinationMac,
    source,
    destination,
    ttl,
    identification: 0,
    flagsAndOffset: tcp === undefined ? 0 : DONT_FRAGMENT,
    ipOptions: EMPTY.bytes,
    announce: 'exact',
    transport,
  };
}
