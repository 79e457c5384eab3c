import type { StepRecord } from '../schema/step.ts';
import { parseDuration } from '../time.ts';
import { compileArp } from './arp.ts';
import type { Blueprint, CompileContext } from './blueprint.ts';
import { compileDhcp } from './dhcp.ts';
import { compileDhcpExchange } from './dhcp-exchange.ts';
import { compileFault } from './fault.ts';
import { compileHostile } from './hostile.ts';
import { compileEcho, compileTcp, compileUdp } from './ipv4-output.ts';
import { compileNa6, compileNs6, compilePong6, compileRs6 } from './ipv6.ts';
import { compileNat } from './nat.ts';
import { compileNatFlow } from './nat-flow.ts';
import { compileRaw } from './raw.ts';
import { compileReceive } from './receive.ts';
import { compileTcpConversation } from './tcp-conversation.ts';
import { compileUdpExchange } from './udp-exchange.ts';

/** @returns what `step`, standing at the context's path, is to do; undefined for what holds other steps */
export function compileStep(step: StepRecord, context: CompileContext): Blueprint | undefined {
  const at = (key: keyof StepRecord): CompileContext => ({ ...context, path: [...context.path, key] });
  if (step.udp !== undefined) return compileUdp(step.udp, at('udp'));
  if (step.tcp !== undefined) return compileTcp(step.tcp, at('tcp'));
  if (step.ping !== undefined) return compileEcho(step.ping, true, at('ping'));
  if (step.pong !== undefined) return compileEcho(step.pong, false, at('pong'));
  if (step.arp !== undefined) return compileArp(step.arp, at('arp'));
  if (step.dhcp !== undefined) return compileDhcp(step.dhcp, at('dhcp'));
  if (step.nat !== undefined) return compileNat(step.nat, at('nat'));
  if (step.ns6 !== undefined) return compileNs6(step.ns6, at('ns6'));
  if (step.na6 !== undefined) return compileNa6(step.na6, at('na6'));
  if (step.rs6 !== undefined) return compileRs6(step.rs6 ?? {}, at('rs6'));
  if (step.pong6 !== undefined) return compilePong6(step.pong6, at('pong6'));
  if (step.raw !== undefined) return compileRaw(step.raw, at('raw'));
  if (step.receive !== undefined) return compileReceive(step.receive, at('receive'));
  if (step.tcp_conversation !== undefined) {
    return compileTcpConversation(step.tcp_conversation, at('tcp_conversation'));
  }
  if (step.udp_exchange !== undefined) return compileUdpExchange(step.udp_exchange, at('udp_exchange'));
  if (step.dhcp_exchange !== undefined) return compileDhcpExchange(step.dhcp_exchange, at('dhcp_exchange'));
  if (step.nat_flow !== undefined) return compileNatFlow(step.nat_flow, at('nat_flow'));
  if (step.poll !== undefined) return compilePoll(step.poll);
  if (step.wait !== undefined) {
    const nanoseconds = parseDuration(step.wait) ?? 0;
    return { label: `wait ${step.wait}`, content: { kind: 'wait', nanoseconds } };
  }
  if (step.note !== undefined) return { label: 'note', content: { kind: 'note', text: step.note } };
  if (step.fault !== undefined) return compileFault(step.fault);
  if (step.hostile !== undefined) return compileHostile(step.hostile);
  if (step.own_page !== undefined) {
    const data = new TextEncoder().encode(step.own_page.data);
    return { label: 'own page', content: { kind: 'own page', data } };
  }
  return undefined;
}

function compilePoll(end: StepRecord['poll']): Blueprint {
  if (end !== 'netback' && end !== 'netfront') return { label: 'poll', content: { kind: 'poll' } };
  return { label: `poll ${end}`, content: { kind: 'poll', end } };
}
