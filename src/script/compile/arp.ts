import type { ArpPacket } from '../../guest/packets.ts';
import type { StepRecord } from '../schema/step.ts';
import { type Blueprint, type CompileContext, sending } from './blueprint.ts';
import { BROADCAST_MAC } from './mac.ts';

/** A request asks everybody, a reply answers one (RFC 826); arp 2.0.0 sets a request's unknown target to all ones. */
export function compileArp(input: NonNullable<StepRecord['arp']>, { book, path }: CompileContext): Blueprint {
  const isRequest = input.request !== undefined;
  const party = input.request ?? input.reply ?? '';
  const partyPath = [...path, isRequest ? 'request' : 'reply'];
  const ip = book.ipv4(party, partyPath);
  const mac = isRequest ? BROADCAST_MAC : book.macOfIpv4(ip);
  const macOr = (key: 'to_mac' | 'sender_mac' | 'target_mac', otherwise: Uint8Array): Uint8Array =>
    input[key] === undefined ? otherwise : book.mac(input[key], [...path, key]);
  const ipOr = (key: 'sender_ip' | 'target_ip', otherwise: number): number =>
    input[key] === undefined ? otherwise : book.ipv4(input[key], [...path, key]);
  const packet: ArpPacket = {
    kind: 'arp',
    operation: isRequest ? 'request' : 'reply',
    destinationMac: macOr('to_mac', mac),
    senderMac: macOr('sender_mac', book.unikernel.mac),
    senderIp: ipOr('sender_ip', book.unikernel.ip),
    targetMac: macOr('target_mac', mac),
    targetIp: ipOr('target_ip', ip),
  };
  return sending(isRequest ? `arp request for ${party}` : `arp reply to ${party}`, () => packet);
}
