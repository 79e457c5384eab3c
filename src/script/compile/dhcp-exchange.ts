import { formatIpv4, formatMac, parseMac } from '../../wire/address.ts';
import { DHCP_MESSAGE_TYPES, type DhcpMessage, type DhcpOption } from '../../wire/dhcp.ts';
import { encodeDhcpOption } from '../../wire/dhcp-options.ts';
import type { StepRecord } from '../schema/step.ts';
import type { Blueprint, CompileContext, ConversationPart } from './blueprint.ts';
import { otherMachine } from './conversation.ts';
import { type DhcpInput, dhcpMessage } from './dhcp.ts';

type Input = NonNullable<StepRecord['dhcp_exchange']>;

const SUBNET_MASK = '255.255.255.0';

/** A machine that takes part: a client may have no address of its own. */
interface Machine {
  mac: Uint8Array;
  ip: number | undefined;
}

/** The messages of RFC 2131, 3.1, as charrua's client and server write them on either side. */
export function compileDhcpExchange(input: Input, context: CompileContext): Blueprint {
  const { book, path, conversations } = context;
  const isClient = input.role === 'client';
  const client = isClient ? book.unikernel : clientOf(input.client ?? '', context);
  const server = isClient
    ? otherMachine(input.server ?? '', 'server', undefined, context)
    : { name: '', ...book.unikernel };
  const address = addressFor(client, input, context);
  const peer = isClient ? server.mac : client.mac;

  const part = (fromClient: boolean, message: DhcpMessage): ConversationPart => ({
    content: {
      ...(fromClient === isClient ? { kind: 'send' } : { kind: 'receive packet', sender: peer }),
      build: () => ({ kind: 'dhcp', message }),
    },
  });
  const common = { xid: input.xid, chaddr: formatMac(client.mac) };
  const serverIp = formatIpv4(server.ip);
  const offer = dhcpMessage(
    {
      ...common,
      type: 'offer',
      from: serverIp,
      from_mac: formatMac(server.mac),
      siaddr: serverIp,
      yiaddr: formatIpv4(address),
      ...(input.options === undefined ? {} : { options: input.options }),
    },
    context,
  );
  const discover = dhcpMessage({ ...common, type: 'discover' }, context);
  const taken: DhcpInput = {
    ...common,
    type: 'request',
    server_ip: serverIp,
    request_ip: formatIpv4(address),
  };
  const parts = [
    part(true, discover),
    part(false, withLease(offer, 'offer', serverIp, input)),
    part(true, dhcpMessage(taken, context)),
    part(false, withLease(offer, 'ack', serverIp, input)),
  ];
  const label = isClient ? `dhcp exchange with ${input.server}` : `dhcp exchange with ${input.client}`;
  return { label, content: { kind: 'conversation', parts: conversations.take(parts, path), count: 1 } };
}

/** @param name - a host, an IPv4 address, or a MAC address */
function clientOf(name: string, context: CompileContext): Machine {
  const mac = parseMac(name);
  return mac === undefined ? otherMachine(name, 'client', undefined, context) : { mac, ip: undefined };
}

function addressFor({ ip }: Machine, { offers }: Input, { book, problems, path }: CompileContext): number {
  const at = [...path, 'offers'];
  if (offers !== undefined) return book.ipv4(offers, at);
  if (ip !== undefined) return ip;
  problems.report(at, 'Missing key "offers": expected an IPv4 address for a client that has none');
  return 0;
}

/**
 * @param message - the options that the script gives, after the message type
 * @returns the same with another message type, and with the options that make it a lease before the given ones
 */
function withLease(
  message: DhcpMessage,
  type: 'offer' | 'ack',
  serverIp: string,
  { lease, options }: Input,
): DhcpMessage {
  const [, ...given] = message.options;
  const usual: DhcpOption[] = [
    encodeDhcpOption('subnet_mask', SUBNET_MASK),
    encodeDhcpOption('routers', [serverIp]),
  ];
  return {
    ...message,
    options: [
      { code: 53, data: Uint8Array.of(DHCP_MESSAGE_TYPES.get(type) ?? 0) },
      encodeDhcpOption('server_identifier', serverIp),
      encodeDhcpOption('ip_lease_time', lease),
      ...(options === undefined ? usual : given),
    ],
  };
}
