import type { Audit } from '../../audit/audit.ts';
import type { Forwardings } from '../../audit/forwarded.ts';
import type { Passage } from '../../audit/passage.ts';
import { copiedFields, translatableOf } from '../../guest/copied-fields.ts';
import { Firewall, type FirewallOptions, type Port, UPLINK_PORT } from '../../guest/firewall.ts';
import { Forwarder } from '../../guest/forwarder.ts';
import type { ArpPacket, NatPacket } from '../../guest/packets.ts';
import type { Stack } from '../../guest/stack.ts';
import type { DeliveredFrame } from '../../netchannel/observer.ts';
import {
  ARP_LENGTH,
  ARP_OPERATION,
  ARP_REQUEST,
  ARP_SENDER_IP,
  ARP_SENDER_MAC,
  ARP_TARGET_IP,
} from '../../wire/arp.ts';
import { ETHERNET_HEADER_LENGTH, ETHERNET_TYPE } from '../../wire/ethernet.ts';
import { FRAGMENT_OFFSET, IPV4_FLAGS, IPV4_HEADER_LENGTH, MORE_FRAGMENTS } from '../../wire/ipv4.ts';
import { ETHERTYPE_ARP, ETHERTYPE_IPV4 } from '../../wire/protocol-numbers.ts';
import { SecretMarks } from '../../wire/secret-marks.ts';
import { DropCounts } from './drop-counts.ts';
import type { FirewallResult } from './network-result.ts';

const BODY = ETHERNET_HEADER_LENGTH;

/** A channel, as the firewall has it. */
export interface FirewallPort {
  audit: Audit;
  /** Sends over it what the firewall sends. */
  stack: Stack;
  /** Where a packet for this address goes. */
  macOf(ip: number): Uint8Array;
}

export interface FirewallNodeOptions extends FirewallOptions {
  /** 6 bytes: the same on all its channels. */
  mac: Uint8Array;
  uplink: FirewallPort;
  /** In the order of `guests`. */
  ports: readonly FirewallPort[];
  forwardings: Forwardings;
  /** What it was to send for a frame of this step has failed. */
  failed: (step: number, error: unknown) => void;
}

/**
 * The unikernel that is a firewall: takes a frame from one of its channels, and writes what becomes of it into another, header by
 * header, as mirage-nat does. It tells the audits which bytes it copies.
 */
export class FirewallNode {
  readonly #options: FirewallNodeOptions;
  readonly #firewall: Firewall;
  readonly #forwarder = new Forwarder();
  readonly #marks = new SecretMarks();
  readonly #drops = new DropCounts();
  #forwarded = 0;
  #translated = 0;
  #answered = 0;

  constructor(options: FirewallNodeOptions) {
    this.#options = options;
    this.#firewall = new Firewall(options);
  }

  /** A frame has come over a channel, and its audit has seen it. */
  take(frame: DeliveredFrame, from: Port): void {
    const { audit } = this.#portOf(from);
    const { passage } = audit;
    if (passage === undefined) return;
    const { bytes, view, offset, length } = frame;
    const type = length < BODY ? -1 : view.getUint16(offset + ETHERNET_TYPE);
    if (type === ETHERTYPE_ARP) {
      this.#takeArp(frame, from, passage);
      return;
    }
    if (type !== ETHERTYPE_IPV4) {
      this.#drop(passage, 'it is not IPv4');
      return;
    }
    const packet = this.#forwarder.packetOf(bytes, view, offset, length);
    if (packet.kind === 'raw') {
      const isFragment = length >= BODY + IPV4_HEADER_LENGTH && isFragmentAt(view, offset + BODY);
      this.#drop(passage, isFragment ? 'it is a fragment' : 'nothing of UDP, TCP or ICMP can be read in it');
      return;
    }
    this.#takeIpv4(packet, from, passage, packet.transport.payload.offset - offset);
  }

  result(): FirewallResult {
    return {
      forwarded: this.#forwarded,
      translated: this.#translated,
      answered: this.#answered,
      dropped: this.#drops.count,
      reasons: this.#drops.list(),
    };
  }

  /** @param payload - its offset in the frame that came in */
  #takeIpv4(packet: NatPacket, from: Port, passage: Passage, payload: number): void {
    const before = translatableOf(packet);
    const route = this.#firewall.route(packet, from);
    if ('dropped' in route) {
      this.#drop(passage, route.dropped);
      return;
    }
    this.#forwarded++;
    if (route.isTranslated) this.#translated++;
    const to = this.#portOf(route.to);
    // Copied: the packet comes again, and what it holds is written over.
    packet.destinationMac.set(to.macOf(packet.destination));
    // It announces nothing, so that the Ethernet layer announces the MTU.
    packet.announce = 'mtu';
    this.#markPayload(packet, passage, payload);
    this.#send(packet, to, passage, copiedFields(before, packet, payload));
  }

  #takeArp({ bytes, view, offset, length }: DeliveredFrame, from: Port, passage: Passage): void {
    const { mac, address } = this.#options;
    const arp = offset + BODY;
    const isForUs =
      from !== UPLINK_PORT &&
      length >= BODY + ARP_LENGTH &&
      view.getUint16(arp + ARP_OPERATION) === ARP_REQUEST &&
      view.getUint32(arp + ARP_TARGET_IP) === address;
    if (!isForUs) {
      this.#drop(passage, 'it is of ARP, and not asked of the firewall');
      return;
    }
    this.#answered++;
    const asker = bytes.slice(arp + ARP_SENDER_MAC, arp + ARP_SENDER_IP);
    const answer: ArpPacket = {
      kind: 'arp',
      operation: 'reply',
      destinationMac: asker,
      senderMac: mac,
      senderIp: address,
      targetMac: asker,
      targetIp: view.getUint32(arp + ARP_SENDER_IP),
    };
    this.#send(answer, this.#portOf(from), passage, []);
  }

  #send(
    packet: NatPacket | ArpPacket,
    { stack }: FirewallPort,
    passage: Passage,
    copies: Parameters<Passage['forward']>[0],
  ): void {
    const { forwardings, failed } = this.#options;
    const forwarded = passage.forward(copies);
    const tag = forwardings.begin(forwarded);
    try {
      // A write that has to wait ends when it is settled.
      if (stack.send(packet, tag)) forwardings.end(tag);
    } catch (error) {
      forwardings.end(tag);
      failed(forwarded.step, error);
    }
  }

  #drop(passage: Passage, why: string): void {
    passage.drop(why);
    this.#drops.add(why, passage.number);
  }

  #portOf(port: Port): FirewallPort {
    const { uplink, ports } = this.#options;
    return ports[port] ?? uplink;
  }

  #markPayload({ transport: { payload } }: NatPacket, { marks }: Passage, at: number): void {
    this.#marks.clear();
    this.#marks.addFrom(marks, at, at + payload.length, -at);
    payload.marks = this.#marks;
  }
}

function isFragmentAt(view: DataView, ip: number): boolean {
  return (view.getUint16(ip + IPV4_FLAGS) & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) !== 0;
}
