import type { Window } from './window.ts';

/** Bytes of an ARP packet for IPv4 over Ethernet (RFC 826). */
export const ARP_LENGTH = 28;

export const ARP_REQUEST = 1;
export const ARP_REPLY = 2;

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
  view.setUint16(o, HARDWARE_ETHERNET);
  view.setUint16(o + 2, PROTOCOL_IPV4);
  view.setUint8(o + 4, 6);
  view.setUint8(o + 5, 4);
  view.setUint16(o + 6, operation);
  bytes.set(senderMac, o + 8);
  view.setUint32(o + 14, senderIp);
  bytes.set(targetMac, o + 18);
  view.setUint32(o + 24, targetIp);
}
