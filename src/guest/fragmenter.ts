import type { FrameWrite, FrameWriter } from '../netchannel/frame-write.ts';
import { type ByteRange, wholeOf } from '../wire/bytes.ts';
import { copyBytes } from '../wire/copy.ts';
import { ETHERNET_HEADER_LENGTH } from '../wire/ethernet.ts';
import { IPV4_HEADER_LENGTH, MORE_FRAGMENTS } from '../wire/ipv4.ts';
import { SecretMarks } from '../wire/secret-marks.ts';
import { Window } from '../wire/window.ts';
import {
  type Ipv4HeaderWriter,
  type Ipv4Packet,
  transportHeaderLength,
  writeTransportHeader,
} from './ipv4-fill.ts';

/**
 * Sends a packet that is larger than the MTU in fragments, one after the other (tcpip 3.7.1,
 * static_ipv4.ml). Each fragment fills the whole rest of its buffer with data, and then announces only as
 * much as the MTU allows. That is right only if the buffer ends there, as it did before netchannel 1.10.0;
 * in a shared block of 2048 bytes the header tells a length that the frame does not have, and the data
 * behind the MTU is lost.
 */
export class Fragmenter implements FrameWrite {
  size = 0;
  readonly tag: number;
  private readonly packet: Ipv4Packet;
  private readonly identification: number;
  private readonly mtu: number;
  private readonly headers: Ipv4HeaderWriter;
  private readonly netfront: FrameWriter;
  private readonly done: (error: Error | undefined) => void;
  /** Transport header and payload. */
  private readonly data: ByteRange;
  private position = 0;
  /** Of the next fragment, in units of 8 bytes. */
  private offset = 0;

  /** @param done - called at the end if a fragment had to wait */
  constructor(
    packet: Ipv4Packet,
    tag: number,
    identification: number,
    mtu: number,
    headers: Ipv4HeaderWriter,
    netfront: FrameWriter,
    done: (error: Error | undefined) => void,
  ) {
    this.packet = packet;
    this.tag = tag;
    this.identification = identification;
    this.mtu = mtu;
    this.headers = headers;
    this.netfront = netfront;
    this.done = done;
    this.data = transportBytes(packet);
  }

  /**
   * Writes fragments until all data is out or one has to wait.
   * @returns false if one has to wait
   */
  run(): boolean {
    while (this.position < this.data.length) {
      this.size = ETHERNET_HEADER_LENGTH + IPV4_HEADER_LENGTH + this.share();
      if (!this.netfront.write(this)) return false;
      this.offset += this.sent >>> 3;
    }
    return true;
  }

  fill(window: Window): number {
    const data = ETHERNET_HEADER_LENGTH + IPV4_HEADER_LENGTH;
    const announced = this.size - data;
    this.headers.writeEthernet(window, this.packet);
    const length = Math.min(window.length - data, this.data.length - this.position);
    window.setRange(data, this.data, this.position, length);
    this.position += length;
    this.sent = announced;
    const more = this.position < this.data.length ? MORE_FRAGMENTS : 0;
    this.headers.writeIpv4(window, this.packet, this.identification, this.offset | more, length);
    return data + announced;
  }

  /** The data is its own already. */
  retain(): FrameWrite {
    return this;
  }

  settled(error: Error | undefined): void {
    if (error !== undefined) {
      this.done(error);
      return;
    }
    this.offset += this.sent >>> 3;
    try {
      if (this.run()) this.done(undefined);
    } catch (failure) {
      if (!(failure instanceof Error)) throw failure;
      this.done(failure);
    }
  }

  private sent = 0;

  /** How much data the next fragment announces. */
  private share(): number {
    return Math.min(this.mtu - IPV4_HEADER_LENGTH, this.data.length - this.position);
  }
}

/** The transport header, made in a zeroed buffer of its own, and the payload behind it. */
function transportBytes(packet: Ipv4Packet): ByteRange {
  const { payload } = packet;
  const headerLength = transportHeaderLength(packet);
  const bytes = new Uint8Array(headerLength + payload.length);
  const window = new Window();
  window.bind(bytes, new DataView(bytes.buffer), 0, headerLength, false);
  writeTransportHeader(window, 0, packet);
  copyBytes(payload.bytes, payload.offset, bytes, headerLength, payload.length);
  if (payload.marks === undefined) return wholeOf(bytes);
  const marks = new SecretMarks();
  marks.addFrom(payload.marks, 0, payload.length, headerLength);
  return { ...wholeOf(bytes), marks };
}
