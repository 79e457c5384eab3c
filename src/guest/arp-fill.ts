import { ARP_LENGTH, ARP_REPLY, ARP_REQUEST, writeArp } from '../wire/arp.ts';
import { ETHERNET_HEADER_LENGTH, writeEthernet } from '../wire/ethernet.ts';
import { ETHERTYPE_ARP } from '../wire/protocol-numbers.ts';
import type { Window } from '../wire/window.ts';
import type { ArpPacket } from './packets.ts';

/**
 * Fills an ARP packet as the stack sends it.
 * @param mac - the guest's own, 6 bytes
 * @returns the length of the frame
 */
export function fillArp(window: Window, packet: ArpPacket, mac: Uint8Array): number {
  const operation = packet.operation === 'request' ? ARP_REQUEST : ARP_REPLY;
  const { senderMac, senderIp, targetMac, targetIp } = packet;
  writeEthernet(window, packet.destinationMac, mac, ETHERTYPE_ARP);
  writeArp(window, ETHERNET_HEADER_LENGTH, operation, senderMac, senderIp, targetMac, targetIp);
  return ETHERNET_HEADER_LENGTH + ARP_LENGTH;
}
