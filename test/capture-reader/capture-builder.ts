/** Builds captures of every kind, by the specifications and independently of what reads them. */
import { Buffer } from 'node:buffer';

export interface BuiltPacket {
  bytes: Uint8Array;
  seconds?: number;
  /** In the resolution of the capture. */
  fraction?: number;
  /** Of `bytes` if absent. */
  originalLength?: number;
}

export interface PcapKind {
  little?: boolean;
  magic?: number;
  linkType?: number;
  minor?: number;
  snapLength?: number;
  /** Of a record header, behind its 16 bytes. */
  extra?: number;
}

/** Puts numbers of 1, 2, 4 or 8 bytes behind one another. */
export class Bytes {
  readonly little: boolean;
  readonly #parts: Buffer[] = [];

  constructor(little: boolean) {
    this.little = little;
  }

  u16(...values: number[]): this {
    for (const value of values) {
      const part = Buffer.alloc(2);
      if (this.little) part.writeUInt16LE(value);
      else part.writeUInt16BE(value);
      this.#parts.push(part);
    }
    return this;
  }

  u32(...values: number[]): this {
    for (const value of values) {
      const part = Buffer.alloc(4);
      if (this.little) part.writeUInt32LE(value);
      else part.writeUInt32BE(value);
      this.#parts.push(part);
    }
    return this;
  }

  i64(value: bigint): this {
    const part = Buffer.alloc(8);
    if (this.little) part.writeBigInt64LE(value);
    else part.writeBigInt64BE(value);
    this.#parts.push(part);
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.#parts.push(Buffer.from(bytes));
    return this;
  }

  padded(bytes: Uint8Array): this {
    return this.raw(bytes).raw(new Uint8Array(-bytes.length & 3));
  }

  done(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

export function pcap(packets: readonly BuiltPacket[], kind: PcapKind = {}): Buffer {
  const {
    little = true,
    magic = 0xa1b2c3d4,
    linkType = 1,
    minor = 4,
    extra = 0,
    snapLength = 0x40000,
  } = kind;
  const out = new Bytes(little).u32(magic).u16(2, minor).u32(0, 0, snapLength, linkType);
  for (const { bytes, seconds = 0, fraction = 0, originalLength = bytes.length } of packets) {
    const lengths = minor < 3 ? [originalLength, bytes.length] : [bytes.length, originalLength];
    out.u32(seconds, fraction, ...lengths).raw(new Uint8Array(extra).fill(0xa5));
    out.raw(bytes);
  }
  return out.done();
}

export function block(little: boolean, type: number, body: Uint8Array): Buffer {
  const length = 12 + body.length + (-body.length & 3);
  return new Bytes(little).u32(type, length).padded(body).u32(length).done();
}

export function section(little: boolean): Buffer {
  const body = new Bytes(little).u32(0x1a2b3c4d).u16(1, 0).i64(-1n);
  // A comment, and the end of the options.
  body.u16(1, 5).padded(Buffer.from('hello')).u16(0, 0);
  return block(little, 0x0a0d0d0a, body.done());
}

export interface BuiltInterface {
  linkType?: number;
  snapLength?: number;
  /** The option if_tsresol. */
  resolution?: number;
  /** The option if_tsoffset. */
  offset?: bigint;
  /** The option if_fcslen. */
  fcsLength?: number;
}

export function interfaceBlock(little: boolean, options: BuiltInterface = {}): Buffer {
  const { linkType = 1, snapLength = 0, resolution, offset, fcsLength } = options;
  const body = new Bytes(little).u16(linkType, 0).u32(snapLength);
  body.u16(2, 4).padded(Buffer.from('eth0'));
  if (resolution !== undefined) body.u16(9, 1).padded(Uint8Array.of(resolution));
  if (offset !== undefined) body.u16(14, 8).i64(offset);
  if (fcsLength !== undefined) body.u16(13, 1).padded(Uint8Array.of(fcsLength));
  body.u16(0, 0);
  return block(little, 1, body.done());
}

export interface BuiltBlock {
  bytes: Uint8Array;
  ticks?: bigint;
  interfaceId?: number;
  originalLength?: number;
  /** The option epb_flags, or that of the obsolete block; behind all others. */
  flags?: number;
  /** How many comments there are, 1 if absent, and how long they are. */
  comments?: number;
  comment?: number;
}

export function enhanced(little: boolean, packet: BuiltBlock): Buffer {
  const { bytes, ticks = 0n, interfaceId = 0, originalLength = bytes.length, flags } = packet;
  const { comments = 1, comment = 2 } = packet;
  const body = new Bytes(little).u32(interfaceId, Number(ticks >> 32n), Number(ticks & 0xffffffffn));
  body.u32(bytes.length, originalLength).padded(bytes);
  for (let i = 0; i < comments; i++) body.u16(1, comment).padded(Buffer.alloc(comment, 'hi'));
  if (flags !== undefined) body.u16(2, 4).u32(flags);
  body.u16(0, 0);
  return block(little, 6, body.done());
}

export function obsolete(little: boolean, packet: BuiltBlock): Buffer {
  const { bytes, ticks = 0n, interfaceId = 0, originalLength = bytes.length, flags } = packet;
  const body = new Bytes(little).u16(interfaceId, 7).u32(Number(ticks >> 32n), Number(ticks & 0xffffffffn));
  body.u32(bytes.length, originalLength).padded(bytes);
  if (flags !== undefined) body.u16(2, 4).u32(flags).u16(0, 0);
  return block(little, 2, body.done());
}

export function simple(little: boolean, bytes: Uint8Array, originalLength = bytes.length): Buffer {
  return block(little, 3, new Bytes(little).u32(originalLength).padded(bytes).done());
}

/** A pcapng file of Ethernet frames, times in microseconds. */
export function pcapng(packets: readonly BuiltPacket[], little = true): Buffer {
  const blocks = packets.map(({ bytes, seconds = 0, fraction = 0, originalLength = bytes.length }) =>
    enhanced(little, { bytes, originalLength, ticks: BigInt(seconds) * 1_000_000n + BigInt(fraction) }),
  );
  return Buffer.concat([section(little), interfaceBlock(little), ...blocks]);
}

/** A snoop file; `fraction` is in microseconds, and records are padded as Solaris does it, or more. */
export function snoop(packets: readonly BuiltPacket[], { datalink = 4, extra = 0 } = {}): Buffer {
  const out = new Bytes(false).raw(Buffer.from('snoop\0\0\0')).u32(2, datalink);
  for (const { bytes, seconds = 0, fraction = 0, originalLength = bytes.length } of packets) {
    const padding = (-bytes.length & 3) + extra;
    out.u32(originalLength, bytes.length, 24 + bytes.length + padding, 0, seconds, fraction);
    out.raw(bytes).raw(new Uint8Array(padding).fill(0xa5));
  }
  return out.done();
}
