import type { NatIcmp, NatPacket, NatTcp, NatUdp } from '../../guest/packets.ts';
import { EMPTY, type PayloadSource } from '../payload.ts';
import { hexToBytes } from '../schema/hex.ts';
import type { StepRecord } from '../schema/step.ts';
import type { PlacePayload } from '../script.ts';
import { type Blueprint, type CompileContext, sending } from './blueprint.ts';
import { payloadOf, tcpHeader } from './ipv4-output.ts';
import { quotePacket } from './quoted-packet.ts';

type NatInput = NonNullable<StepRecord['nat']>;
type Transport = NatPacket['transport'];

/** What an IPv4 header of 15 words leaves for the options (RFC 791, 3.1). */
const LONGEST_OPTIONS = 40;

export function compileNat(input: NatInput, context: CompileContext): Blueprint {
  const { book, problems, path } = context;
  const destination = book.ipv4(input.to, [...path, 'to']);
  const ipOptions = hexToBytes(input.ip_options) ?? EMPTY.bytes;
  if (ipOptions.length > LONGEST_OPTIONS) {
    const message = `IPv4 options take ${ipOptions.length} bytes, at most ${LONGEST_OPTIONS}`;
    problems.report([...path, 'ip_options'], message);
  }
  const header: Omit<NatPacket, 'transport'> = {
    kind: 'nat',
    destinationMac:
      input.via === undefined ? book.macOfIpv4(destination) : book.mac(input.via, [...path, 'via']),
    source: book.ipv4(input.from, [...path, 'from']),
    destination,
    ttl: input.ttl,
    identification: input.ip_id,
    flagsAndOffset: input.ip_off,
    ipOptions,
    announce: input.announce,
  };
  const { protocol, port, build } = transportOf(input, context);
  return sending(`nat ${protocol} ${input.from} to ${input.to}${port}`, (place) => ({
    ...header,
    transport: build(place),
  }));
}

interface TransportPlan {
  protocol: Transport['protocol'];
  /** For the label. */
  port: string;
  build: (place: PlacePayload) => Transport;
}

function transportOf(input: NatInput, context: CompileContext): TransportPlan {
  const { udp, tcp, icmp = { type: 8, code: 0 } } = input;
  if (udp !== undefined) {
    const payload = payloadOf(udp, within(context, 'udp'));
    const ports = { sourcePort: udp.from_port, destinationPort: udp.to_port };
    const build = (place: PlacePayload): NatUdp => ({ protocol: 'udp', ...ports, payload: place(payload) });
    return { protocol: 'udp', port: `:${udp.to_port}`, build };
  }
  if (tcp !== undefined) {
    const inner = within(context, 'tcp');
    const fields = tcpHeader(tcp, inner);
    const payload = payloadOf(tcp, inner);
    const build = (place: PlacePayload): NatTcp => ({ protocol: 'tcp', ...fields, payload: place(payload) });
    return { protocol: 'tcp', port: `:${tcp.to_port}`, build };
  }
  const { restOfHeader, payload } = icmpBody(icmp, within(context, 'icmp'));
  const build = (place: PlacePayload): NatIcmp => ({
    protocol: 'icmp',
    type: icmp.type,
    code: icmp.code,
    restOfHeader,
    payload: place(payload),
  });
  return { protocol: 'icmp', port: '', build };
}

function within(context: CompileContext, key: string): CompileContext {
  return { ...context, path: [...context.path, key] };
}

/** An echo has an identifier and a sequence number (RFC 792); an error quotes the packet that it is about. */
function icmpBody(
  icmp: NonNullable<NatInput['icmp']>,
  context: CompileContext,
): { restOfHeader: number; payload: PayloadSource } {
  const { problems, path } = context;
  if (icmp.error !== undefined) {
    for (const key of ['id', 'seq', 'payload'] as const) {
      if (icmp[key] === undefined) continue;
      problems.report(
        [...path, key],
        `Key "${key}" does not go with "error": an error carries the packet that it quotes`,
        'key',
      );
    }
    return {
      restOfHeader: icmp.next_hop_mtu ?? 0,
      payload: quotePacket(icmp.error, within(context, 'error')),
    };
  }
  if (icmp.next_hop_mtu !== undefined) {
    problems.report([...path, 'next_hop_mtu'], 'Key "next_hop_mtu" goes with "error" only', 'key');
  }
  const restOfHeader = (icmp.id ?? 0) * 0x1_0000 + (icmp.seq ?? 0);
  return { restOfHeader, payload: payloadOf({ payload: icmp.payload ?? '' }, context) };
}
