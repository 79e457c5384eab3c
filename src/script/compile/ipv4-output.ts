import type { IcmpEcho, Ipv4Output } from '../../guest/packets.ts';
import { TCP_FLAGS, type TcpHeader } from '../../wire/tcp.ts';
import { type TcpOption, tcpOptionsLength } from '../../wire/tcp-options.ts';
import { hexToBytes } from '../schema/hex.ts';
import type { StepRecord } from '../schema/step.ts';
import type { TcpOptionInput } from '../schema/transport.ts';
import { type Blueprint, type CompileContext, sending } from './blueprint.ts';

/** What a data offset of 15 words leaves for the options (RFC 9293, 3.1). */
const LONGEST_OPTIONS = 40;

type Fields<Key extends keyof StepRecord> = NonNullable<StepRecord[Key]>;

export function compileUdp(input: Fields<'udp'>, context: CompileContext): Blueprint {
  const header = ipv4Output(input, context);
  const payload = payloadOf(input, context);
  return sending(`udp to ${input.to}:${input.to_port}`, (place) => ({
    kind: 'udp',
    ...header,
    sourcePort: input.from_port,
    destinationPort: input.to_port,
    payload: place(payload),
  }));
}

export function compileTcp(input: Fields<'tcp'>, context: CompileContext): Blueprint {
  const header = ipv4Output(input, context);
  const fields = tcpHeader(input, context);
  const payload = payloadOf(input, context);
  return sending(`tcp to ${input.to}:${input.to_port}`, (place) => ({
    kind: 'tcp',
    ...header,
    ...fields,
    payload: place(payload),
  }));
}

export function compileEcho(input: Fields<'ping'>, request: boolean, context: CompileContext): Blueprint {
  const header = ipv4Output(input, context);
  const payload = payloadOf(input, context);
  return sending(
    `${request ? 'ping' : 'pong'} to ${input.to}`,
    (place): IcmpEcho => ({
      kind: 'icmp-echo',
      ...header,
      request,
      identifier: input.id,
      sequence: input.seq,
      payload: place(payload),
    }),
  );
}

export function payloadOf(input: Pick<Fields<'udp'>, 'payload'>, { payloads, path }: CompileContext) {
  return payloads.compile(input.payload, [...path, 'payload']);
}

function ipv4Output(
  input: Pick<Fields<'udp'>, 'to' | 'from' | 'via' | 'ttl' | 'ip_id'> &
    Partial<Pick<Fields<'udp'>, 'fragment' | 'sum'>>,
  { book, path }: CompileContext,
): Ipv4Output {
  const destination = book.ipv4(input.to, [...path, 'to']);
  return {
    destinationMac:
      input.via === undefined ? book.macOfIpv4(destination) : book.mac(input.via, [...path, 'via']),
    source: input.from === undefined ? book.unikernel.ip : book.ipv4(input.from, [...path, 'from']),
    destination,
    ...(input.sum === undefined ? {} : { sum: input.sum }),
    ...(input.ttl === undefined ? {} : { ttl: input.ttl }),
    ...(input.fragment === undefined ? {} : { fragment: input.fragment }),
    ...(input.ip_id === undefined ? {} : { identification: input.ip_id }),
  };
}

/** The fields that a segment has whether the stack sends it or the NAT forwards it. */
export function tcpHeader(input: Omit<Fields<'tcp'>, 'to'>, { problems, path }: CompileContext): TcpHeader {
  const options = input.options.map(tcpOption);
  const length = tcpOptionsLength(options);
  if (length > LONGEST_OPTIONS) {
    problems.report([...path, 'options'], `TCP options take ${length} bytes, at most ${LONGEST_OPTIONS}`);
  }
  let flags = input.ack === undefined ? 0 : TCP_FLAGS.A;
  for (const letter of input.flags) flags |= TCP_FLAGS[letter as keyof typeof TCP_FLAGS];
  return {
    sourcePort: input.from_port,
    destinationPort: input.to_port,
    sequence: input.seq,
    acknowledgement: input.ack ?? 0,
    flags,
    window: input.window,
    options,
  };
}

function tcpOption(input: TcpOptionInput): TcpOption {
  if (typeof input === 'string') return { kind: input };
  if (input.mss !== undefined) return { kind: 'mss', value: input.mss };
  if (input.wscale !== undefined) return { kind: 'wscale', value: input.wscale };
  if (input.sack !== undefined) return { kind: 'sack', blocks: input.sack };
  if (input.timestamp !== undefined) return { kind: 'timestamp', ...input.timestamp };
  const { code = 0, data = '' } = input.unknown ?? {};
  return { kind: 'unknown', code, data: hexToBytes(data) ?? new Uint8Array(0) };
}
