import type { DissectedFrame } from './dissected-frame.ts';
import { ETHERNET_HEADER_LENGTH } from './ethernet.ts';
import { type Field, indicesOf, namesOf } from './field.ts';
import { LAYER_ARP } from './layers.ts';
import type { Protocol } from './protocol.ts';
import type { Window } from './window.ts';

export const ARP_HARDWARE_TYPE = 0;
export const ARP_PROTOCOL_TYPE = 2;
/** The length of a hardware address, and behind it that of a protocol address. */
export const ARP_HARDWARE_LENGTH = 4;
export const ARP_PROTOCOL_LENGTH = 5;
export const ARP_OPERATION = 6;
/** Here the addresses begin, whatever their lengths. */
export const ARP_SENDER_MAC = 8;
export const ARP_SENDER_IP = 14;
export const ARP_TARGET_MAC = 18;
export const ARP_TARGET_IP = 24;
/** Bytes of an ARP packet for IPv4 over Ethernet (RFC 826). */
export const ARP_LENGTH = 28;

export const ARP_FIELDS = [
  [ARP_HARDWARE_TYPE, 2, 'arp.hardware_type'],
  [ARP_PROTOCOL_TYPE, 2, 'arp.protocol_type'],
  [ARP_HARDWARE_LENGTH, 1, 'arp.hardware_length'],
  [ARP_PROTOCOL_LENGTH, 1, 'arp.protocol_length'],
  [ARP_OPERATION, 2, 'arp.operation'],
  [ARP_SENDER_MAC, 6, 'arp.sender_mac'],
  [ARP_SENDER_IP, 4, 'arp.sender_ip'],
  [ARP_TARGET_MAC, 6, 'arp.target_mac'],
  [ARP_TARGET_IP, 4, 'arp.target_ip'],
] as const satisfies readonly Field[];

export const ARP_REQUEST = 1;
export const ARP_REPLY = 2;

const NAMES = namesOf(ARP_FIELDS);
const BYTES = indicesOf(NAMES, ARP_FIELDS);
const OPERATIONS: Readonly<Record<number, string>> = { [ARP_REQUEST]: 'request', [ARP_REPLY]: 'reply' };

export const ARP: Protocol = {
  name: 'arp',
  fields: NAMES,
  fieldAt: (_, at) => BYTES[at] as number,
  words: (operation) => OPERATIONS[operation] ?? `operation ${operation}`,
};

/** Reads what an Ethernet header says is ARP. Only ARP for IPv4 over Ethernet (RFC 826) is recognised. */
export function readArp(frame: DissectedFrame): void {
  const at = frame.start + ETHERNET_HEADER_LENGTH;
  if (frame.length < ETHERNET_HEADER_LENGTH + ARP_LENGTH) {
    frame.truncated = true;
    return;
  }
  const { view } = frame;
  if (!isArpForIpv4(view, at)) return;
  frame.layer = LAYER_ARP;
  frame.arpOperation = view.getUint16(at + ARP_OPERATION);
}

const HARDWARE_ETHERNET = 1;
const PROTOCOL_IPV4 = 0x0800;

/** Writes an ARP packet at `at`: all 28 bytes (arp 2.0.0, arp_packet.ml). */
export function writeArp(
  window: Window,
  at: number,
  operation: number,
  senderMac: Uint8Array,
  senderIp: number,
  targetMac: Uint8Array,
  targetIp: number,
): void {
  const o = window.claim(at, ARP_LENGTH);
  const { bytes, view } = window;
  view.setUint16(o + ARP_HARDWARE_TYPE, HARDWARE_ETHERNET);
  view.setUint16(o + ARP_PROTOCOL_TYPE, PROTOCOL_IPV4);
  view.setUint8(o + ARP_HARDWARE_LENGTH, 6);
  view.setUint8(o + ARP_PROTOCOL_LENGTH, 4);
  view.setUint16(o + ARP_OPERATION, operation);
  bytes.set(senderMac, o + ARP_SENDER_MAC);
  view.setUint32(o + ARP_SENDER_IP, senderIp);
  bytes.set(targetMac, o + ARP_TARGET_MAC);
  view.setUint32(o + ARP_TARGET_IP, targetIp);
}

/**
 * Whether an ARP packet is one for IPv4 over Ethernet, with addresses of 6 and of 4 bytes.
 * @param at - index in `view` of the packet, of which all 28 bytes are there
 */
export function isArpForIpv4(view: DataView, at: number): boolean {
  return (
    view.getUint32(at + ARP_HARDWARE_TYPE) === 0x00010800 &&
    view.getUint16(at + ARP_HARDWARE_LENGTH) === 0x0604
  );
}
