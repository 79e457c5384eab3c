import { BROADCAST_MAC } from '../../script/compile/mac.ts';
import {
  ARP_LENGTH,
  ARP_OPERATION,
  ARP_REPLY,
  ARP_REQUEST,
  ARP_SENDER_IP,
  ARP_SENDER_MAC,
  ARP_TARGET_IP,
  ARP_TARGET_MAC,
} from '../../wire/arp.ts';
import {
  ETHERNET_DESTINATION,
  ETHERNET_HEADER_LENGTH,
  ETHERNET_SOURCE,
  ETHERNET_TYPE,
} from '../../wire/ethernet.ts';
import { ETHERTYPE_ARP } from '../../wire/protocol-numbers.ts';
import type { StepMaker } from './ipv4-steps.ts';
import type { StepData } from './proof.ts';

const ARP = ETHERNET_HEADER_LENGTH;

/** @returns a step that may send the ARP packet in `frame`; undefined if there is none */
export function arpStep(frame: Uint8Array, maker: StepMaker): StepData | undefined {
  const { unikernel } = maker.book;
  const packet = arpPacket(frame, maker, unikernel.mac);
  if (packet === undefined) return undefined;
  const { fields, senderIp } = packet;
  const sender = senderIp === unikernel.ip ? {} : { sender_ip: maker.names.ipv4(senderIp) };
  return { arp: { ...fields, ...sender } };
}

/** @returns a step that may have the unikernel receive the ARP packet in `frame`; undefined if there is none */
export function receivedArpStep(frame: Uint8Array, maker: StepMaker): StepData | undefined {
  if (frame.length !== ARP + ARP_LENGTH) return undefined;
  const { names, book } = maker;
  const senderIp = new DataView(frame.buffer, frame.byteOffset, frame.length).getUint32(ARP + ARP_SENDER_IP);
  const mac = book.macOfIpv4(senderIp);
  const packet = arpPacket(frame, maker, mac);
  if (packet === undefined) return undefined;
  const source = frame.subarray(ETHERNET_SOURCE, ETHERNET_TYPE);
  return {
    receive: {
      from: names.ipv4(senderIp),
      ...(mac.every((byte, i) => byte === source[i]) ? {} : { via: names.mac(source) }),
      arp: packet.fields,
    },
  };
}

/** @param implied - the sender's hardware address, if the step does not give it */
function arpPacket(
  frame: Uint8Array,
  { names, book }: StepMaker,
  implied: Uint8Array,
): { fields: StepData; senderIp: number } | undefined {
  if (frame.length !== ARP + ARP_LENGTH) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  if (view.getUint16(ETHERNET_TYPE) !== ETHERTYPE_ARP) return undefined;
  const operation = view.getUint16(ARP + ARP_OPERATION);
  if (operation !== ARP_REQUEST && operation !== ARP_REPLY) return undefined;
  const targetIp = view.getUint32(ARP + ARP_TARGET_IP);
  const target = operation === ARP_REQUEST ? BROADCAST_MAC : book.macOfIpv4(targetIp);
  const mac = (key: string, at: number, otherwise: Uint8Array): StepData => {
    const found = frame.subarray(at, at + 6);
    return otherwise.every((byte, i) => byte === found[i]) ? {} : { [key]: names.mac(found) };
  };
  const fields = {
    [operation === ARP_REQUEST ? 'request' : 'reply']: names.ipv4(targetIp),
    ...mac('to_mac', ETHERNET_DESTINATION, target),
    ...mac('sender_mac', ARP + ARP_SENDER_MAC, implied),
    ...mac('target_mac', ARP + ARP_TARGET_MAC, target),
  };
  return { fields, senderIp: view.getUint32(ARP + ARP_SENDER_IP) };
}
