import { LEFT_TO_CARD } from '../netchannel/checksum-flags.ts';
import type { FrameWrite, FrameWriter, Retained, RetainedWrite } from '../netchannel/frame-write.ts';
import { ARP_LENGTH } from '../wire/arp.ts';
import { CannotWrite } from '../wire/cannot-write.ts';
import { DhcpWriter } from '../wire/dhcp.ts';
import { ETHERNET_HEADER_LENGTH } from '../wire/ethernet.ts';
import { DONT_FRAGMENT, IPV4_HEADER_LENGTH } from '../wire/ipv4.ts';
import type { Window } from '../wire/window.ts';
import { fillArp } from './arp-fill.ts';
import { Fragmenter } from './fragmenter.ts';
import { Ipv4HeaderWriter, type Ipv4Packet, mayFragment, transportHeaderLength } from './ipv4-fill.ts';
import { NatWriter, natPacketLength } from './nat-fill.ts';
import { fillNdp6, ndp6PacketLength } from './ndp6-fill.ts';
import { copyPacket, keptBytesOf, type Packet, type Sum } from './packets.ts';
import { fillRaw } from './raw-fill.ts';
import { AwaitedEnd, type SettledHandler } from './settled-handler.ts';

/** The Ethernet layer was asked to send more than the MTU allows. */
export class ExceedsMtu extends CannotWrite {
  override readonly name = 'ExceedsMtu';

  constructor(size: number, mtu: number) {
    super(`Cannot send the packet: its ${size} bytes exceed the MTU of ${mtu}`);
  }
}

export interface StackOptions {
  /** What takes the frames: the guest's netfront, or for another machine the netback in front of it. */
  device: FrameWriter;
  /** The guest's own MAC address, 6 bytes. */
  mac: Uint8Array;
  /** The most bytes behind an Ethernet header. */
  mtu: number;
  /**
   * The most bytes behind the Ethernet header of a fragment, header included. The MTU if absent, as upstream, where
   * fragments go wrong if that leaves room for a number of data bytes that is no multiple of 8.
   */
  fragmentMtu?: number;
  /** Who sums up UDP and TCP checksums of packets that do not say it themselves. The stack if absent, as upstream. */
  sum?: Sum;
  /** What the ring is to say about checksums of forwarded packets, as of an UnfilledFrame. Nothing if absent, as upstream. */
  forwarded?: number;
  /** Called for packets for which `send` returned false. */
  settled: SettledHandler;
}

/** A network stack as the unikernel has one, as far as it sends: packets become fill functions for its device. */
export class Stack {
  private readonly device: FrameWriter;
  private readonly mtu: number;
  private readonly sum: Sum;
  private readonly forwarded: number;
  private readonly writers: PacketWriters;
  private readonly fragmenter: Fragmenter;
  /** The one write that is used for all packets that need not wait. */
  private readonly current: PacketWrite;
  private nextIdentification = 1;

  constructor(options: StackOptions) {
    this.device = options.device;
    this.mtu = options.mtu;
    this.sum = options.sum ?? 'computed';
    this.forwarded = options.forwarded ?? 0;
    this.writers = {
      mac: options.mac,
      ipv4: new Ipv4HeaderWriter(options.mac),
      nat: new NatWriter(options.mac),
      dhcp: new DhcpWriter(),
    };
    this.fragmenter = new Fragmenter({
      mtu: options.fragmentMtu ?? options.mtu,
      headers: this.writers.ipv4,
      device: options.device,
      settled: options.settled,
    });
    this.current = new PacketWrite(this.writers, options.settled);
  }

  /**
   * Sends a packet. What is too big to be sent unfragmented, though it must be, is dropped without a word, as
   * UDP and TCP do upstream.
   *
   * @param tag - handed to observers of the device, and to `settled`
   * @returns false if it, or a fragment of it, has to wait
   * @throws ExceedsMtu, or what the device or a packet writer throws, which may be TooManyWaiting
   */
  send(packet: Packet, tag: number): boolean {
    switch (packet.kind) {
      case 'udp':
      case 'tcp':
      case 'icmp-echo':
        return this.sendIpv4(packet, tag);
      case 'arp':
        return this.sendEthernet(packet, ARP_LENGTH, tag);
      case 'nat':
        return this.sendEthernet(packet, this.announced(packet), tag, this.forwarded);
      case 'ns6':
      case 'na6':
      case 'rs6':
      case 'pong6':
        return this.sendEthernet(packet, ndp6PacketLength(packet), tag);
      case 'dhcp':
        return this.write(packet, ETHERNET_HEADER_LENGTH + this.mtu, tag, 0);
      case 'raw':
        return this.write(packet, packet.size, tag, 0, packet.checksum);
    }
  }

  /** Identification that the next packet gets that is sent in fragments, unless it has its own. */
  get identification(): number {
    return this.nextIdentification;
  }

  /** Goes on as if so many packets had been sent in fragments. */
  skipIdentifications(count: number): void {
    this.nextIdentification = (this.nextIdentification + count) & 0xffff;
  }

  private announced(packet: Packet & { kind: 'nat' }): number {
    if (packet.announce === 'exact') return natPacketLength(packet);
    return packet.announce === 'mtu' ? this.mtu : packet.announce;
  }

  private sendIpv4(packet: Ipv4Packet, tag: number): boolean {
    const needed = IPV4_HEADER_LENGTH + transportHeaderLength(packet) + packet.payload.length;
    const fragment = mayFragment(packet);
    if (needed <= this.mtu) {
      const isLeft = packet.kind !== 'icmp-echo' && (packet.sum ?? this.sum) === 'left to card';
      const checksum = isLeft ? LEFT_TO_CARD : 0;
      return this.write(packet, ETHERNET_HEADER_LENGTH + needed, tag, fragment ? 0 : DONT_FRAGMENT, checksum);
    }
    if (!fragment) return true;
    const identification = packet.identification ?? this.nextIdentification;
    this.nextIdentification = (this.nextIdentification + 1) & 0xffff;
    return this.fragmenter.send(packet, tag, identification);
  }

  /** @param size - announced to the Ethernet layer, without its own header */
  private sendEthernet(packet: Packet, size: number, tag: number, checksum = 0): boolean {
    if (size > this.mtu) throw new ExceedsMtu(size, this.mtu);
    return this.write(packet, ETHERNET_HEADER_LENGTH + size, tag, 0, checksum);
  }

  private write(packet: Packet, size: number, tag: number, flagsAndOffset: number, checksum = 0): boolean {
    this.current.set(packet, size, tag, flagsAndOffset, checksum);
    return this.device.write(this.current);
  }
}

interface PacketWriters {
  mac: Uint8Array;
  ipv4: Ipv4HeaderWriter;
  nat: NatWriter;
  dhcp: DhcpWriter;
}

const NO_PACKET: Packet = { kind: 'raw', size: 0, returns: 0, writes: [] };

/** A packet as a write to the device. */
class PacketWrite implements FrameWrite, RetainedWrite {
  size = 0;
  tag = 0;
  keptBytes = 0;
  checksum = 0;
  private packet: Packet = NO_PACKET;
  private flagsAndOffset = 0;
  private readonly writers: PacketWriters;
  private readonly handler: SettledHandler;

  constructor(writers: PacketWriters, handler: SettledHandler) {
    this.writers = writers;
    this.handler = handler;
  }

  /**
   * @param flagsAndOffset - for the IPv4 output path
   * @param checksum - what the ring is to say about it
   */
  set(packet: Packet, size: number, tag: number, flagsAndOffset: number, checksum: number): void {
    this.checksum = checksum;
    this.packet = packet;
    this.size = size;
    this.tag = tag;
    this.flagsAndOffset = flagsAndOffset;
  }

  fill(window: Window): number {
    const { packet, writers } = this;
    switch (packet.kind) {
      case 'udp':
      case 'tcp':
        if (this.checksum !== 0) return writers.ipv4.fillLeftToCard(window, packet, this.flagsAndOffset);
        return writers.ipv4.fillWhole(window, packet, this.flagsAndOffset);
      case 'icmp-echo':
        return writers.ipv4.fillWhole(window, packet, this.flagsAndOffset);
      case 'arp':
        return fillArp(window, packet, writers.mac);
      case 'nat':
        return writers.nat.fill(window, packet);
      case 'dhcp':
        return writers.dhcp.write(window, packet.message);
      case 'raw':
        return fillRaw(window, packet);
      case 'ns6':
      case 'na6':
      case 'rs6':
      case 'pong6':
        return fillNdp6(window, packet, writers.mac);
    }
  }

  retain(): RetainedWrite {
    const kept = new PacketWrite(this.writers, this.handler);
    const packet = copyPacket(this.packet);
    kept.set(packet, this.size, this.tag, this.flagsAndOffset, this.checksum);
    kept.keptBytes = keptBytesOf(packet);
    return kept;
  }

  retainFinished(): Retained {
    return new AwaitedEnd(this.tag, this.handler);
  }

  settled(error: Error | undefined): void {
    this.handler(this.tag, error);
  }
}
