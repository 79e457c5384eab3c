import { BROADCAST_MAC } from '../../script/compile/mac.ts';
import { ARP_LENGTH, ARP_REPLY, ARP_REQUEST } from '../../wire/arp.ts';
import { ETHERNET_HEADER_LENGTH } from '../../wire/ethernet.ts';
import { ETHERTYPE_ARP } from '../../wire/protocol-numbers.ts';
import type { StepMaker } from './ipv4-steps.ts';
import type { StepData } from './proof.ts';

const ARP = ETHERNET_HEADER_LENGTH;

/** @returns a step that may send the ARP packet in `frame`; undefined if there is none */
export function arpStep(frame: Uint8Array, { names, book }: StepMaker): StepData | undefined {
  if (frame.length !== ARP + ARP_LENGTH) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  if (view.getUint16(12) !== ETHERTYPE_ARP) return undefined;
  const operation = view.getUint16(ARP + 6);
  if (operation !== ARP_REQUEST && operation !== ARP_REPLY) return undefined;
  const senderIp = view.getUint32(ARP + 14);
  const targetIp = view.getUint32(ARP + 24);
  const implied = operation === ARP_REQUEST ? BROADCAST_MAC : book.macOfIpv4(targetIp);
  const mac = (key: string, at: number, otherwise: Uint8Array): StepData => {
    const found = frame.subarray(at, at + 6);
    return otherwise.every((byte, i) => byte === found[i]) ? {} : { [key]: names.mac(found) };
  };
  return {
    arp: {
      [operation === ARP_REQUEST ? 'request' : 'reply']: names.ipv4(targetIp),
      ...mac('to_mac', 0, implied),
      ...mac('sender_mac', ARP + 8, book.unikernel.mac),
      ...(senderIp === book.unikernel.ip ? {} : { sender_ip: names.ipv4(senderIp) }),
      ...mac('target_mac', ARP + 18, implied),
    },
  };
}
