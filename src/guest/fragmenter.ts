import type { FrameWrite, FrameWriter, RetainedWrite } from '../netchannel/frame-write.ts';
import { type ByteRange, NO_BYTES, wholeOf } from '../wire/bytes.ts';
import { ETHERNET_HEADER_LENGTH } from '../wire/ethernet.ts';
import { IPV4_HEADER_LENGTH, MORE_FRAGMENTS } from '../wire/ipv4.ts';
import { Window } from '../wire/window.ts';
import {
  type Ipv4HeaderWriter,
  type Ipv4Packet,
  transportHeaderLength,
  writeTransportHeader,
} from './ipv4-fill.ts';
import { copyRange, keptBytesOf } from './packets.ts';
import type { SettledHandler } from './settled-handler.ts';

const DATA = ETHERNET_HEADER_LENGTH + IPV4_HEADER_LENGTH;

/** Bytes of the largest transport header, that of TCP with all its options. */
const LARGEST_HEADER = 60;

/** Bytes that a fragmenter takes besides its packet, roughly. */
const OWN_BYTES = 768;

const NO_PACKET: Ipv4Packet = {
  kind: 'udp',
  destinationMac: NO_BYTES.bytes,
  source: 0,
  destination: 0,
  sourcePort: 0,
  destinationPort: 0,
  payload: NO_BYTES,
};

export interface FragmenterOptions {
  /** The most bytes behind the Ethernet header of a fragment. */
  mtu: number;
  headers: Ipv4HeaderWriter;
  device: FrameWriter;
  /** Called for packets for which `send` returned false. */
  settled: SettledHandler;
}

/**
 * Sends packets that are larger than the MTU in fragments, one after the other (tcpip 3.7.1,
 * static_ipv4.ml). Each fragment fills the whole rest of its buffer with data, and then announces only as
 * much as the MTU allows. That is right only if the buffer ends there, as it did before netchannel 1.10.0;
 * in a shared block of 2048 bytes the header tells a length that the frame does not have, and the data
 * behind the MTU is lost.
 */
export class Fragmenter implements FrameWrite, RetainedWrite {
  size = 0;
  tag = 0;
  keptBytes = 0;
  private readonly options: FragmenterOptions;
  /** The transport header. The data that is cut into fragments is this and the payload behind it. */
  private readonly header: ByteRange = wholeOf(new Uint8Array(LARGEST_HEADER));
  private readonly headerView = new DataView(this.header.bytes.buffer);
  private packet: Ipv4Packet = NO_PACKET;
  private identification = 0;
  /** How much of the data was written. */
  private position = 0;
  /** Of the next fragment, in units of 8 bytes. */
  private offset = 0;
  /** How much data the last fragment announced. */
  private sent = 0;
  /** Whether this is for a packet that had to wait, and for no other. */
  private isKept = false;

  /** For the transport header. Who is kept has it written already. */
  private window: Window | undefined;

  constructor(options: FragmenterOptions) {
    this.options = options;
  }

  /** @returns false if a fragment has to wait, and the later ones with it */
  send(packet: Ipv4Packet, tag: number, identification: number): boolean {
    const { header } = this;
    this.window ??= new Window();
    header.length = transportHeaderLength(packet);
    header.bytes.fill(0);
    this.window.bind(header.bytes, this.headerView, 0, header.length, false);
    writeTransportHeader(this.window, 0, packet);
    this.packet = packet;
    this.tag = tag;
    this.identification = identification;
    this.position = 0;
    this.offset = 0;
    return this.run();
  }

  fill(window: Window): number {
    const { headers } = this.options;
    const announced = this.size - DATA;
    headers.writeEthernet(window, this.packet);
    const length = Math.min(window.length - DATA, this.left);
    this.writeData(window, length);
    this.position += length;
    this.sent = announced;
    const more = this.left > 0 ? MORE_FRAGMENTS : 0;
    headers.writeIpv4(window, this.packet, this.identification, this.offset | more, length);
    return DATA + announced;
  }

  retain(): RetainedWrite {
    return this.isKept ? this : this.onTrial();
  }

  /** @returns a copy, which goes on by itself */
  onTrial(): Fragmenter {
    const kept = new Fragmenter(this.options);
    kept.size = this.size;
    kept.tag = this.tag;
    kept.header.bytes.set(this.header.bytes);
    kept.header.length = this.header.length;
    kept.packet = { ...this.packet, payload: copyRange(this.packet.payload) };
    kept.identification = this.identification;
    kept.position = this.position;
    kept.offset = this.offset;
    kept.sent = this.sent;
    kept.isKept = true;
    kept.keptBytes = OWN_BYTES + keptBytesOf(kept.packet);
    return kept;
  }

  /** Its later fragments are still to be filled. */
  retainFinished(): RetainedWrite {
    return this.retain();
  }

  settled(error: Error | undefined): void {
    const { settled } = this.options;
    if (error !== undefined) {
      settled(this.tag, error);
      return;
    }
    this.offset += this.sent >>> 3;
    try {
      if (this.run()) settled(this.tag, undefined);
    } catch (failure) {
      if (!(failure instanceof Error)) throw failure;
      settled(this.tag, failure);
    }
  }

  /** How much of the data was not written yet. */
  private get left(): number {
    return this.header.length + this.packet.payload.length - this.position;
  }

  /** Writes fragments until all data is out or one has to wait: false. */
  private run(): boolean {
    const { mtu, device } = this.options;
    while (this.left > 0) {
      this.size = DATA + Math.min(mtu - IPV4_HEADER_LENGTH, this.left);
      if (!device.write(this)) return false;
      this.offset += this.sent >>> 3;
    }
    return true;
  }

  /** Writes the next `length` bytes of the data: what they have of the header, and then of the payload. */
  private writeData(window: Window, length: number): void {
    const { header, position } = this;
    const ofHeader = Math.max(0, Math.min(header.length - position, length));
    if (ofHeader > 0) window.setRange(DATA, header, position, ofHeader);
    const from = position + ofHeader - header.length;
    window.setRange(DATA + ofHeader, this.packet.payload, from, length - ofHeader);
  }
}
