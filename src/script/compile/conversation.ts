import type { Ipv4Output, Packet } from '../../guest/packets.ts';
import type { TcpHeader } from '../../wire/tcp.ts';
import { fillerNumbering } from '../cut-payload.ts';
import type { DataPath } from '../errors.ts';
import { quote } from '../found.ts';
import type { PayloadSource } from '../payload.ts';
import { LONGEST_PAYLOAD } from '../payload.ts';
import type { PayloadInput } from '../schema/payload.ts';
import type { StepRecord } from '../schema/step.ts';
import { type PlacePayload, UNIKERNEL } from '../script.ts';
import type { CompileContext, ConversationPart } from './blueprint.ts';
import type { PortField } from './index-fields.ts';
import { type Side, type TcpTalk, type TcpTurn, tcpTurns } from './tcp-turns.ts';

/** Time to live of packets from other machines that name none. */
export const PEER_TTL = 64;

/** Bytes of an IPv4 header and a TCP header without options. */
const HEADERS = 40;

const MULTICAST = 0xe0000000;

/** The other machine of a conversation. */
export interface OtherMachine {
  /** As the script calls it. */
  name: string;
  ip: number;
  /** Of the frames to and from it. */
  mac: Uint8Array;
}

/**
 * @param key - which of the keys of the conversation names it
 * @param via - who it is reached through, if the script says so
 */
export function otherMachine(
  name: string,
  key: string,
  via: string | undefined,
  { book, problems, path }: CompileContext,
): OtherMachine {
  const at = [...path, key];
  const ip = book.ipv4(name, at);
  if (ip === book.unikernel.ip) {
    problems.report(at, `Expected another machine than the unikernel, got ${quote(name)}`);
  } else if (ip >= MULTICAST) {
    problems.report(at, `Expected the address of one machine, got ${quote(name)}`);
  }
  const mac = via === undefined ? book.macOfIpv4(ip) : book.mac(via, [...path, 'via']);
  return { name, ip, mac };
}

/**
 * Finds out which side of a conversation `text`, standing at `path`, names.
 * @returns the opener if it names neither, which is reported
 */
export function sideNamed(
  text: string,
  path: DataPath,
  machines: Readonly<Record<Side, { name: string; ip: number }>>,
  { book, problems }: CompileContext,
): Side {
  const ip = book.ipv4(text, path);
  const { opener, other } = machines;
  if (ip === opener.ip) return 'opener';
  if (ip === other.ip) return 'other';
  // What names no address has been reported already.
  if (ip !== 0 && opener.ip !== 0 && other.ip !== 0)
    problems.report(path, `Expected ${opener.name} or ${other.name}, got ${quote(text)}`);
  return 'opener';
}

/** A conversation of the unikernel's own with one other machine. */
export class Dialogue {
  readonly unikernelOpens: boolean;
  readonly #peer: OtherMachine;
  readonly #context: CompileContext;

  constructor(input: { with: string; via?: string | undefined; opens: string }, context: CompileContext) {
    this.#context = context;
    this.#peer = otherMachine(input.with, 'with', input.via, context);
    const machines = { opener: this.#unikernel(), other: this.#peer };
    this.unikernelOpens = sideNamed(input.opens, [...context.path, 'opens'], machines, context) === 'opener';
  }

  /** @returns the side that `text`, standing at `path`, names; the opener if it names neither, which is reported */
  side(text: string, path: DataPath): Side {
    const [opener, other] = this.unikernelOpens
      ? [this.#unikernel(), this.#peer]
      : [this.#peer, this.#unikernel()];
    return sideNamed(text, path, { opener, other }, this.#context);
  }

  /** @returns a packet from one side to the other; `build` makes it, given where it goes */
  part(from: Side, build: (route: Ipv4Output, place: PlacePayload) => Packet): ConversationPart {
    const { unikernel } = this.#context.book;
    const peer = this.#peer;
    const openerPort = openerPortIn(from);
    if ((from === 'opener') === this.unikernelOpens) {
      const route = { destinationMac: peer.mac, source: unikernel.ip, destination: peer.ip };
      return { content: { kind: 'send', build: (place) => build(route, place) }, openerPort };
    }
    const route = {
      destinationMac: unikernel.mac,
      source: peer.ip,
      destination: unikernel.ip,
      ttl: PEER_TTL,
    };
    return {
      content: { kind: 'receive packet', sender: peer.mac, build: (place) => build(route, place) },
      openerPort,
    };
  }

  #unikernel(): { name: string; ip: number } {
    return { name: UNIKERNEL, ip: this.#context.book.unikernel.ip };
  }
}

/** @returns what compiles the payloads of one conversation, each with filler of its own */
export function payloadsOf({
  payloads,
}: CompileContext): (input: PayloadInput, path: DataPath, longest?: number) => PayloadSource {
  const numbered = fillerNumbering();
  return (input, path, longest = LONGEST_PAYLOAD) => numbered(payloads.compile(input, path, longest));
}

type TcpInput = Pick<NonNullable<StepRecord['tcp_conversation']>, 'mss' | 'window' | 'seq' | 'close'>;

/**
 * @param path - of the mapping that `input` stands in
 * @returns the segments of a connection
 */
export function segments(
  input: TcpInput,
  data: TcpTalk['data'],
  path: DataPath,
  { conversations: { mtu }, problems }: CompileContext,
): Iterable<TcpTurn> {
  const { mss = mtu - HEADERS, window, seq, close } = input;
  if (mss > mtu - HEADERS) {
    problems.report(
      [...path, 'mss'],
      `Segments of ${mss} bytes do not fit into the MTU of ${mtu}: at most ${mtu - HEADERS}`,
    );
  }
  return tcpTurns({ mss, window, initial: seq, data, close });
}

/** The fields of a segment's header but the ports. */
export type SegmentFields = Omit<TcpHeader, 'sourcePort' | 'destinationPort'>;

export function segmentFields(turn: TcpTurn, window: number): SegmentFields {
  const { flags, sequence, acknowledgement, options } = turn;
  return { flags, sequence, acknowledgement, options, window };
}

/** @returns the ports of what `from` sends */
export function portsFrom(
  from: Side,
  ports: Readonly<Record<Side, number>>,
): { sourcePort: number; destinationPort: number } {
  return from === 'opener'
    ? { sourcePort: ports.opener, destinationPort: ports.other }
    : { sourcePort: ports.other, destinationPort: ports.opener };
}

/** The field that holds the opener's port in what `from` sends. */
export function openerPortIn(from: Side): PortField {
  return from === 'opener' ? 'sourcePort' : 'destinationPort';
}
