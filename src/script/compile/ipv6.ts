import type { Echo6Reply, Ndp6Packet } from '../../guest/packets.ts';
import type { StepRecord } from '../schema/step.ts';
import { type Blueprint, type CompileContext, sending } from './blueprint.ts';
import { payloadOf } from './ipv4-output.ts';
import { solicitedNode } from './mac.ts';

type Fields<Key extends keyof StepRecord> = NonNullable<StepRecord[Key]>;

/** ff02::2, all routers on the link (RFC 4291, 2.7.1). */
const ALL_ROUTERS = Uint8Array.of(0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02);

export function compileNs6(input: Fields<'ns6'>, context: CompileContext): Blueprint {
  const target = context.book.ipv6(input.target, [...context.path, 'target']);
  const destination =
    input.to === undefined ? solicitedNode(target) : context.book.ipv6(input.to, [...context.path, 'to']);
  const packet: Ndp6Packet = { kind: 'ns6', ...addresses(input, destination, context), destination, target };
  return sending(`ns6 for ${input.target}`, () => packet);
}

export function compileNa6(input: Fields<'na6'>, context: CompileContext): Blueprint {
  const { book, path } = context;
  const destination = book.ipv6(input.to, [...path, 'to']);
  const packet: Ndp6Packet = {
    kind: 'na6',
    ...addresses(input, destination, context),
    destination,
    target: input.target === undefined ? book.unikernel.ip6 : book.ipv6(input.target, [...path, 'target']),
    solicited: input.solicited,
  };
  return sending(`na6 to ${input.to}`, () => packet);
}

export function compileRs6(input: Fields<'rs6'>, context: CompileContext): Blueprint {
  const packet: Ndp6Packet = { kind: 'rs6', ...addresses(input, ALL_ROUTERS, context) };
  return sending('rs6', () => packet);
}

export function compilePong6(input: Fields<'pong6'>, context: CompileContext): Blueprint {
  const destination = context.book.ipv6(input.to, [...context.path, 'to']);
  const header = addresses(input, destination, context);
  const payload = payloadOf(input, context);
  return sending(
    `pong6 to ${input.to}`,
    (place): Echo6Reply => ({
      kind: 'pong6',
      ...header,
      destination,
      hopLimit: input.hop_limit,
      identifier: input.id,
      sequence: input.seq,
      payload: place(payload),
    }),
  );
}

function addresses(
  input: Fields<'rs6'>,
  destination: Uint8Array,
  { book, path }: CompileContext,
): { destinationMac: Uint8Array; source: Uint8Array } {
  return {
    destinationMac:
      input.to_mac === undefined ? book.macOfIpv6(destination) : book.mac(input.to_mac, [...path, 'to_mac']),
    source: input.from === undefined ? book.unikernel.ip6 : book.ipv6(input.from, [...path, 'from']),
  };
}
