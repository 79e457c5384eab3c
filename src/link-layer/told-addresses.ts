import type { CapturedPacket } from '../capture-reader/index.ts';
import {
  ARP_HARDWARE_LENGTH,
  ARP_LENGTH,
  ARP_OPERATION,
  ARP_PROTOCOL_LENGTH,
  ARP_REQUEST,
  ARP_SENDER_IP,
  ARP_TARGET_MAC,
} from '../wire/arp.ts';
import {
  ETHERNET_DESTINATION,
  ETHERNET_HEADER_LENGTH,
  ETHERNET_SOURCE,
  ETHERNET_TYPE,
} from '../wire/ethernet.ts';
import { IPV4_DESTINATION, IPV4_HEADER_LENGTH, IPV4_SOURCE, ipv4HeaderLength } from '../wire/ipv4.ts';
import { IPV6_DESTINATION, IPV6_HEADER_LENGTH, IPV6_SOURCE } from '../wire/ipv6.ts';
import { ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from '../wire/protocol-numbers.ts';
import { CookedHeader } from './cooked-header.ts';
import type { EthernetFraming } from './ethernet-framing.ts';
import { Neighbours } from './neighbours.ts';
import { UNTOLD, UNTOLD_GROUP } from './untold-mac.ts';

const BROADCAST = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
const MAC_LENGTH = 6;

/** Whose packet it is: what is in front of the IP addresses of its frame. */
const NOBODY = 0;
const OF_IPV4 = 4;
const OF_IPV6 = 6;
const OF_ARP = 1;

/**
 * Puts MAC addresses into headers that `EthernetFraming` has made, as far as the capture tells some: that of the sender, which
 * is in the header of a Linux cooked packet; and that of the recipient, as packets of its IP address had it before. Where nobody
 * tells any, and there is no IP address to make one of, it is `UNTOLD`. One serves millions of packets.
 */
export class ToldAddresses {
  /** Whether the link tells the MAC address of who sent the packet that was looked at last. */
  tellsSender = false;
  /** Whether that packet crossed an Ethernet, where short frames are padded. */
  isPadded = false;
  readonly #cooked = new CookedHeader();
  readonly #neighbours = new Neighbours();

  /** @param framing - has made a header for the packet */
  put(packet: CapturedPacket, framing: EthernetFraming): void {
    const cooked = this.#cooked;
    cooked.read(packet);
    this.tellsSender = cooked.sender >= 0;
    this.isPadded = cooked.onEthernet;
    const kind = kindOf(framing);
    this.#putSender(packet, framing, kind);
    this.#putRecipient(framing, kind);
  }

  #putSender(packet: CapturedPacket, { bytes, view }: EthernetFraming, kind: number): void {
    if (!this.tellsSender) {
      if (kind !== OF_IPV4 && kind !== OF_IPV6) bytes.set(UNTOLD, ETHERNET_SOURCE);
      return;
    }
    const from = packet.offset + this.#cooked.sender;
    const mac = packet.bytes.subarray(from, from + MAC_LENGTH);
    bytes.set(mac, ETHERNET_SOURCE);
    const source = sourceOf(kind);
    if (source > 0) this.#neighbours.note(view, source, kind === OF_IPV6 ? 6 : 4, mac);
  }

  #putRecipient({ bytes, view }: EthernetFraming, kind: number): void {
    const { toAll, toGroup } = this.#cooked;
    if (toAll) {
      bytes.set(BROADCAST, ETHERNET_DESTINATION);
    } else if (kind === OF_ARP) {
      const isRequest = view.getUint16(ETHERNET_HEADER_LENGTH + ARP_OPERATION) === ARP_REQUEST;
      const target = ETHERNET_HEADER_LENGTH + ARP_TARGET_MAC;
      bytes.set(isRequest ? BROADCAST : bytes.subarray(target, target + MAC_LENGTH), ETHERNET_DESTINATION);
    } else if (kind === NOBODY) {
      bytes.set(toGroup ? UNTOLD_GROUP : UNTOLD, ETHERNET_DESTINATION);
    } else if (!isForGroup(bytes)) {
      const destination = kind === OF_IPV6 ? IPV6_DESTINATION : IPV4_DESTINATION;
      const known = this.#neighbours.find(
        view,
        ETHERNET_HEADER_LENGTH + destination,
        kind === OF_IPV6 ? 6 : 4,
      );
      if (known >= 0)
        bytes.set(this.#neighbours.macs.subarray(known, known + MAC_LENGTH), ETHERNET_DESTINATION);
    }
  }
}

/** Whether the header that was made is for a group, as the IP address says. */
function isForGroup(bytes: Uint8Array): boolean {
  return ((bytes[ETHERNET_DESTINATION] as number) & 1) !== 0;
}

/** @returns where in a frame the IP address of its sender is; 0 if there is none */
function sourceOf(kind: number): number {
  if (kind === OF_IPV4) return ETHERNET_HEADER_LENGTH + IPV4_SOURCE;
  if (kind === OF_IPV6) return ETHERNET_HEADER_LENGTH + IPV6_SOURCE;
  return kind === OF_ARP ? ETHERNET_HEADER_LENGTH + ARP_SENDER_IP : 0;
}

/** @returns what addresses there are in a frame that are all there */
function kindOf({ bytes, view, length }: EthernetFraming): number {
  const at = ETHERNET_HEADER_LENGTH;
  switch (view.getUint16(ETHERNET_TYPE)) {
    case ETHERTYPE_IPV4: {
      const isHeader = length >= at + IPV4_HEADER_LENGTH;
      return isHeader && ipv4HeaderLength(bytes[at] as number) >= IPV4_HEADER_LENGTH ? OF_IPV4 : NOBODY;
    }
    case ETHERTYPE_IPV6:
      return length >= at + IPV6_HEADER_LENGTH ? OF_IPV6 : NOBODY;
    case ETHERTYPE_ARP: {
      const isOfMacs = length >= at + ARP_LENGTH && bytes[at + ARP_HARDWARE_LENGTH] === MAC_LENGTH;
      return isOfMacs && bytes[at + ARP_PROTOCOL_LENGTH] === 4 ? OF_ARP : NOBODY;
    }
    default:
      return NOBODY;
  }
}
