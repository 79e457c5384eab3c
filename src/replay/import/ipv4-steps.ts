import type { NatIcmp, NatPacket, NatTcp } from '../../guest/packets.ts';
import type { AddressBook } from '../../script/compile/address-book.ts';
import { DONT_FRAGMENT } from '../../wire/ipv4.ts';
import { TCP_FLAGS, type TcpHeader } from '../../wire/tcp.ts';
import type { TcpOption } from '../../wire/tcp-options.ts';
import type { ParticipantNames } from './names.ts';
import { hexDigits, payloadData } from './payload-data.ts';
import type { StepData } from './proof.ts';

/** What makes steps for the frames of the unikernel. */
export interface StepMaker {
  names: ParticipantNames;
  book: AddressBook;
}

const OUTPUT_TTL = 38;
const NAT_TTL = 64;
const RECEIVED_TTL = 64;
const ECHO_REQUEST = 8;

/** @returns steps that may send `packet`, the most natural first */
export function ipv4Steps(packet: NatPacket, maker: StepMaker): StepData[] {
  const output = outputStep(packet, maker);
  const nat = natStep(packet, maker);
  if (output === undefined) return [nat];
  // What has another source was forwarded.
  return packet.source === maker.book.unikernel.ip ? [output, nat] : [nat, output];
}

/** As a packet of the unikernel's own. */
function outputStep(packet: NatPacket, maker: StepMaker): StepData | undefined {
  const { names, book } = maker;
  const { transport, ttl, flagsAndOffset, identification, ipOptions } = packet;
  if (identification !== 0 || ipOptions.length > 0) return undefined;
  const header = {
    to: names.ipv4(packet.destination),
    ...(packet.source === book.unikernel.ip ? {} : { from: names.ipv4(packet.source) }),
    ...via(packet, maker),
    ...(ttl === OUTPUT_TTL ? {} : { ttl }),
  };
  return transportStep(transport, flagsAndOffset, header, payloadOf(packet));
}

/** @returns the packet by its kind, as the IPv4 output path of a stack sends it; undefined for what it does not send */
function transportStep(
  transport: NatPacket['transport'],
  flagsAndOffset: number,
  header: StepData,
  payload: StepData,
): StepData | undefined {
  const whole = flagsAndOffset === DONT_FRAGMENT ? { fragment: false } : {};
  switch (transport.protocol) {
    case 'udp':
      return { udp: { ...header, ...whole, ...ports(transport), ...payload } };
    case 'tcp':
      return { tcp: { ...header, ...ports(transport), ...tcpFields(transport), ...payload } };
    case 'icmp': {
      if (transport.code !== 0) return undefined;
      const echo = { ...header, ...whole, ...echoFields(transport), ...payload };
      if (transport.type === ECHO_REQUEST) return { ping: echo };
      return transport.type === 0 ? { pong: echo } : undefined;
    }
  }
}

/** @returns a step that may have the unikernel receive `packet`, brought by `sender`; undefined if there is none */
export function receivedIpv4Step(
  packet: NatPacket,
  sender: Uint8Array,
  { names, book }: StepMaker,
): StepData | undefined {
  const { transport, ttl, flagsAndOffset, identification, ipOptions } = packet;
  if (identification !== 0 || ipOptions.length > 0) return undefined;
  const fields = transportStep(
    transport,
    flagsAndOffset,
    ttl === RECEIVED_TTL ? {} : { ttl },
    payloadOf(packet),
  );
  if (fields === undefined) return undefined;
  const isOwn = packet.destination === book.unikernel.ip;
  const isDirect = isSameMac(book.macOfIpv4(packet.source), sender);
  return {
    receive: {
      from: names.ipv4(packet.source),
      ...(isOwn ? {} : { to: names.ipv4(packet.destination) }),
      ...(isDirect ? {} : { via: names.mac(sender) }),
      ...fields,
    },
  };
}

/** As a packet that the unikernel forwards. */
function natStep(packet: NatPacket, maker: StepMaker): StepData {
  const { names } = maker;
  const { ttl, identification, flagsAndOffset, ipOptions } = packet;
  return {
    nat: {
      from: names.ipv4(packet.source),
      to: names.ipv4(packet.destination),
      ...via(packet, maker),
      ...(ttl === NAT_TTL ? {} : { ttl }),
      ...(identification === 0 ? {} : { ip_id: identification }),
      ...(flagsAndOffset === 0 ? {} : { ip_off: flagsAndOffset }),
      ...(ipOptions.length === 0 ? {} : { ip_options: hexDigits(ipOptions) }),
      ...natTransport(packet),
    },
  };
}

function natTransport(packet: NatPacket): StepData {
  const { transport } = packet;
  const payload = payloadOf(packet);
  switch (transport.protocol) {
    case 'udp':
      return { udp: { ...ports(transport), ...payload } };
    case 'tcp':
      return { tcp: { ...ports(transport), ...tcpFields(transport), ...payload } };
    case 'icmp': {
      const { type, code } = transport;
      return {
        icmp: { type, ...(code === 0 ? {} : { code }), ...echoFields(transport), ...payload },
      };
    }
  }
}

function via({ destination, destinationMac }: NatPacket, { names, book }: StepMaker): StepData {
  return isSameMac(book.macOfIpv4(destination), destinationMac) ? {} : { via: names.mac(destinationMac) };
}

function isSameMac(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((byte, i) => byte === b[i]);
}

function ports({ sourcePort, destinationPort }: { sourcePort: number; destinationPort: number }): StepData {
  return { from_port: sourcePort, to_port: destinationPort };
}

function echoFields({ restOfHeader }: NatIcmp): StepData {
  const id = restOfHeader >>> 16;
  const seq = restOfHeader & 0xffff;
  return { ...(id === 0 ? {} : { id }), ...(seq === 0 ? {} : { seq }) };
}

function tcpFields({ sequence, acknowledgement, flags, window, options }: NatTcp): StepData {
  return {
    ...(sequence === 0 ? {} : { seq: sequence }),
    ...(acknowledgement === 0 ? {} : { ack: acknowledgement }),
    ...(flags === TCP_FLAGS.A ? {} : { flags: letters(flags) }),
    ...(window === 0xffff ? {} : { window }),
    ...(options.length === 0 ? {} : { options: options.map(optionData) }),
  };
}

function letters(flags: TcpHeader['flags']): string {
  return Object.entries(TCP_FLAGS)
    .filter(([, flag]) => (flags & flag) !== 0)
    .map(([letter]) => letter)
    .join('');
}

function optionData(option: TcpOption): unknown {
  switch (option.kind) {
    case 'nop':
    case 'sack_ok':
      return option.kind;
    case 'mss':
      return { mss: option.value };
    case 'wscale':
      return { wscale: option.value };
    case 'sack':
      return { sack: option.blocks };
    case 'timestamp': {
      const { val, ecr } = option;
      return { timestamp: ecr === 0 ? { val } : { val, ecr } };
    }
    case 'unknown': {
      const { code, data } = option;
      return { unknown: data.length === 0 ? { code } : { code, data: hexDigits(data) } };
    }
  }
}

function payloadOf({ transport: { payload } }: NatPacket): StepData {
  return payload.length === 0 ? {} : { payload: payloadData(payload) };
}
