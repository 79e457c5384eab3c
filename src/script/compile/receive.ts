import { formatIpv4, formatMac } from '../../wire/address.ts';
import { destinationMac } from '../../wire/ipv4.ts';
import { quote } from '../found.ts';
import type { StepRecord } from '../schema/step.ts';
import { compileArp } from './arp.ts';
import { type Blueprint, type CompileContext, receiving } from './blueprint.ts';
import { dhcpMessage } from './dhcp.ts';
import { compileEcho, compileTcp, compileUdp } from './ipv4-output.ts';
import { frameBuilder } from './raw.ts';

type Input = NonNullable<StepRecord['receive']>;

/** A packet that another machine sends to the guest, or a frame given by what is written into it. */
export function compileReceive(input: Input, context: CompileContext): Blueprint {
  return compileReceivedPacket(input, context) ?? compileReceivedFrame(input, context);
}

function compileReceivedFrame(input: Input, context: CompileContext): Blueprint {
  const { book, path } = context;
  const { size = 0 } = input;
  const header =
    input.from === undefined ? undefined : [book.unikernel.mac, book.mac(input.from, [...path, 'from'])];
  const peer = input.from === undefined ? '' : ` from ${input.from}`;
  const build = frameBuilder({ ...input, size }, header, context);
  return { label: `receive ${size} bytes${peer}`, content: { kind: 'receive', build } };
}

function compileReceivedPacket(input: Input, context: CompileContext): Blueprint | undefined {
  const { book, problems, path } = context;
  const { udp, tcp, ping, pong, arp, dhcp } = input;
  if ((udp ?? tcp ?? ping ?? pong ?? arp ?? dhcp) === undefined) return undefined;
  const name = input.from ?? '';
  const from = book.ipv4(name, [...path, 'from']);
  if (from === book.unikernel.ip) {
    problems.report([...path, 'from'], `Expected another machine than the unikernel, got ${quote(name)}`);
  }
  const sender = input.via === undefined ? book.macOfIpv4(from) : book.mac(input.via, [...path, 'via']);
  const to = input.to === undefined ? book.unikernel.ip : book.ipv4(input.to, [...path, 'to']);
  const at = (key: string): CompileContext => ({ ...context, path: [...path, key] });
  // What the packet is compiled with has been looked up, so that no name is looked up, and reported, twice.
  const route = {
    from: formatIpv4(from),
    to: formatIpv4(to),
    via: formatMac(destinationMac(to, book.unikernel.mac)),
  };
  const received = (what: string, { content }: Blueprint): Blueprint => {
    if (content.kind !== 'send') throw new TypeError(`Cannot receive what is a ${content.kind} step`);
    return receiving(`receive ${what}`, sender, content.build);
  };
  if (udp !== undefined)
    return received(`udp from ${name}:${udp.from_port}`, compileUdp({ ...udp, ...route }, at('udp')));
  if (tcp !== undefined)
    return received(`tcp from ${name}:${tcp.from_port}`, compileTcp({ ...tcp, ...route }, at('tcp')));
  if (ping !== undefined)
    return received(`ping from ${name}`, compileEcho({ ...ping, ...route }, true, at('ping')));
  if (pong !== undefined)
    return received(`pong from ${name}`, compileEcho({ ...pong, ...route }, false, at('pong')));
  const mac = formatMac(book.macOfIpv4(from));
  if (arp !== undefined) {
    const what = arp.request === undefined ? 'reply' : 'request';
    const blueprint = compileArp({ sender_mac: mac, sender_ip: route.from, ...arp }, at('arp'));
    return received(`arp ${what} from ${name}`, blueprint);
  }
  if (dhcp === undefined) return undefined;
  const isServer = dhcp.type === 'offer' || dhcp.type === 'ack' || dhcp.type === 'nak';
  const implied = isServer
    ? { from: route.from, from_mac: mac, ...(dhcp.type === 'nak' ? {} : { siaddr: route.from }) }
    : { chaddr: mac };
  const message = dhcpMessage({ ...implied, ...dhcp }, at('dhcp'));
  return receiving(`receive dhcp ${dhcp.type} from ${name}`, sender, () => ({ kind: 'dhcp', message }));
}
