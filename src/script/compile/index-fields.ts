import type { Packet } from '../../guest/packets.ts';
import { type DataPath, formatPath } from '../errors.ts';
import type { Step } from '../step.ts';

/** Where texts with a loop index in them may stand in a step. */
const TEXT =
  /^((udp|tcp|ping|pong|pong6|nat\.(udp|tcp|icmp)|receive\.(udp|tcp|ping|pong))\.payload|(raw|receive)\.writes\[[0-9]+\]\.data)(\[[0-9]+\])?(\.text)?$/;

const IPV4_OUTPUT = { ip_id: 'identification' } as const;
const PORTS = { from_port: 'sourcePort', to_port: 'destinationPort' } as const;
const TCP = { ...PORTS, seq: 'sequence', ack: 'acknowledgement' } as const;
const ECHO = { id: 'identifier', seq: 'sequence' } as const;

type Property =
  | 'identification'
  | 'sourcePort'
  | 'destinationPort'
  | 'sequence'
  | 'acknowledgement'
  | 'identifier';
type Holder = Partial<Record<Property, number>>;

/** Fields that a loop index may stand for, and what the packet calls them. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, Property>>>> = {
  udp: { ...IPV4_OUTPUT, ...PORTS },
  tcp: { ...IPV4_OUTPUT, ...TCP },
  ping: { ...IPV4_OUTPUT, ...ECHO },
  pong: { ...IPV4_OUTPUT, ...ECHO },
  pong6: ECHO,
  nat: IPV4_OUTPUT,
  'nat.udp': PORTS,
  'nat.tcp': TCP,
  'receive.udp': { ...IPV4_OUTPUT, ...PORTS },
  'receive.tcp': { ...IPV4_OUTPUT, ...TCP },
  'receive.ping': { ...IPV4_OUTPUT, ...ECHO },
  'receive.pong': { ...IPV4_OUTPUT, ...ECHO },
};

/** Where a conversation names the port of the side that opens. */
const OPENER_PORT = /^(tcp_conversation|udp_exchange|nat_flow\.(udp|tcp))\.from_port$/;

/** @returns as what a loop index may stand at `path` in a step; undefined for not at all */
export function indexRule(path: DataPath): 'text' | 'number' | undefined {
  if (fieldAt(path) !== undefined || OPENER_PORT.test(formatPath(path))) return 'number';
  return TEXT.test(formatPath(path)) ? 'text' : undefined;
}

/** A field of a packet, or of its transport, that holds a port. */
export type PortField = 'sourcePort' | 'destinationPort';

/** Sets a field of a step to a loop index, as far as it fits: what is above starts again from 0. */
export type SetIndex = (step: Step, index: number) => void;

/** @returns what sets the field at `path` in a step; undefined if it is none of those that an index may stand for */
export function indexSetter(path: DataPath): SetIndex | undefined {
  const field = fieldAt(path);
  if (field === undefined) return undefined;
  const { property, mask, inTransport } = field;
  return (step, index) => {
    const packet = packetOf(step);
    if (packet === undefined) return;
    const holder = (inTransport && packet.kind === 'nat' ? packet.transport : packet) as Holder;
    holder[property] = (index & mask) >>> 0;
  };
}

/** @returns what sets a port of a packet of a conversation to a loop index, as far as it fits */
export function portSetter(property: PortField): SetIndex {
  return (step, index) => {
    const packet = packetOf(step);
    if (packet === undefined) return;
    const holder: Holder = packet.kind === 'nat' ? (packet.transport as Holder) : (packet as Holder);
    holder[property] = index & 0xffff;
  };
}

function packetOf(step: Step): Packet | undefined {
  return step.kind === 'send' || (step.kind === 'receive' && 'packet' in step) ? step.packet : undefined;
}

function fieldAt(path: DataPath): { property: Property; mask: number; inTransport: boolean } | undefined {
  const kind = formatPath(path.slice(0, -1));
  const fields = Object.hasOwn(FIELDS, kind) ? FIELDS[kind] : undefined;
  const key = String(path.at(-1));
  const property = fields !== undefined && Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (property === undefined) return undefined;
  const isWord32 = kind.endsWith('tcp') && (property === 'sequence' || property === 'acknowledgement');
  return { property, mask: isWord32 ? -1 : 0xffff, inTransport: path.length > 2 };
}
