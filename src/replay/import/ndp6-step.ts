import { solicitedNode } from '../../script/compile/mac.ts';
import {
  ETHERNET_DESTINATION,
  ETHERNET_HEADER_LENGTH,
  ETHERNET_SOURCE,
  ETHERNET_TYPE,
} from '../../wire/ethernet.ts';
import {
  ECHO6_REPLY,
  ICMPV6_BODY,
  ICMPV6_HEADER_LENGTH,
  ICMPV6_IDENTIFIER,
  ICMPV6_SEQUENCE,
  ICMPV6_TARGET,
  ICMPV6_TYPE,
  NEIGHBOUR_ADVERTISEMENT,
  NEIGHBOUR_MESSAGE_LENGTH,
  NEIGHBOUR_SOLICITATION,
  ROUTER_SOLICITATION,
} from '../../wire/icmpv6.ts';
import {
  IPV6_DESTINATION,
  IPV6_HEADER_LENGTH,
  IPV6_HOP_LIMIT,
  IPV6_NEXT_HEADER,
  IPV6_SOURCE,
} from '../../wire/ipv6.ts';
import { ETHERTYPE_IPV6, IP_PROTOCOL_ICMPV6 } from '../../wire/protocol-numbers.ts';
import type { StepMaker } from './ipv4-steps.ts';
import { payloadData } from './payload-data.ts';
import type { StepData } from './proof.ts';

const IP = ETHERNET_HEADER_LENGTH;
const ICMP = IP + IPV6_HEADER_LENGTH;
const DEFAULT_HOP_LIMIT = 64;

/** In the word of flags of a neighbour advertisement. */
const SOLICITED = 0x4000_0000;

/** @returns a step that may send the neighbour discovery packet, or echo reply, in `frame`; undefined if there is none */
export function ndp6Step(frame: Uint8Array, { names, book }: StepMaker): StepData | undefined {
  if (frame.length < ICMP + ICMPV6_HEADER_LENGTH) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  if (
    view.getUint16(ETHERNET_TYPE) !== ETHERTYPE_IPV6 ||
    view.getUint8(IP + IPV6_NEXT_HEADER) !== IP_PROTOCOL_ICMPV6
  )
    return undefined;
  const source = frame.subarray(IP + IPV6_SOURCE, IP + IPV6_DESTINATION);
  const destination = frame.subarray(IP + IPV6_DESTINATION, ICMP);
  const impliedMac = book.macOfIpv6(destination);
  const common = {
    ...(isSame(source, book.unikernel.ip6) ? {} : { from: names.ipv6(source) }),
    ...(isSame(frame, impliedMac)
      ? {}
      : { to_mac: names.mac(frame.subarray(ETHERNET_DESTINATION, ETHERNET_SOURCE)) }),
  };
  const to = names.ipv6(destination);
  const type = view.getUint8(ICMP + ICMPV6_TYPE);
  if (type === ROUTER_SOLICITATION) return { rs6: common };
  if (type === ECHO6_REPLY) {
    const id = view.getUint16(ICMP + ICMPV6_IDENTIFIER);
    const seq = view.getUint16(ICMP + ICMPV6_SEQUENCE);
    const hopLimit = view.getUint8(IP + IPV6_HOP_LIMIT);
    const at = ICMP + ICMPV6_HEADER_LENGTH;
    const payload = { bytes: frame, offset: at, length: frame.length - at };
    return {
      pong6: {
        to,
        ...common,
        ...(hopLimit === DEFAULT_HOP_LIMIT ? {} : { hop_limit: hopLimit }),
        ...(id === 0 ? {} : { id }),
        ...(seq === 0 ? {} : { seq }),
        ...(payload.length === 0 ? {} : { payload: payloadData(payload) }),
      },
    };
  }
  if (frame.length < ICMP + NEIGHBOUR_MESSAGE_LENGTH) return undefined;
  const target = frame.subarray(ICMP + ICMPV6_TARGET, ICMP + NEIGHBOUR_MESSAGE_LENGTH);
  if (type === NEIGHBOUR_SOLICITATION) {
    const toKey = isSame(destination, solicitedNode(target)) ? {} : { to };
    return { ns6: { target: names.ipv6(target), ...toKey, ...common } };
  }
  if (type !== NEIGHBOUR_ADVERTISEMENT) return undefined;
  const targetKey = isSame(target, book.unikernel.ip6) ? {} : { target: names.ipv6(target) };
  const isSolicited = (view.getUint32(ICMP + ICMPV6_BODY) & SOLICITED) !== 0;
  return { na6: { to, ...targetKey, ...(isSolicited ? {} : { solicited: false }), ...common } };
}

/** Whether `bytes` begins with `expected`. */
function isSame(bytes: Uint8Array, expected: Uint8Array): boolean {
  return expected.every((byte, i) => byte === bytes[i]);
}
