import { FILLINGS, filledBuffer } from '../../src/probe/fillings.ts';
import { PASS_ORDER, type Pass } from '../../src/probe/pass.ts';
import { naiveChecksum } from '../support/naive-checksum.ts';

/** What a writer of a UDP datagram does wrong. */
export interface Omissions {
  /** Offsets of bytes that are not written. */
  leaveOut?: readonly number[];
  /** Whether the field of the IPv4 checksum is cleared before the sum is made. */
  clear?: boolean;
  /** The identification of the packet. */
  id?: number;
}

/** @returns a writer of a datagram of 58 bytes */
export function udpWriter({
  leaveOut = [],
  clear = true,
  id = 0,
}: Omissions): (buffer: Uint8Array) => number {
  return (buffer) => {
    const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    const kept = leaveOut.map((offset) => [offset, buffer[offset] as number] as const);
    const restore = (): void => {
      for (const [offset, byte] of kept) buffer[offset] = byte;
    };
    const oldSum = view.getUint16(24);
    buffer.fill(0, 0, 58);
    buffer.set([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45]);
    view.setUint16(16, 44);
    view.setUint16(18, id);
    buffer.set([64, 17], 22);
    if (!clear) view.setUint16(24, oldSum);
    buffer.set([10, 0, 0, 1, 10, 0, 0, 2], 26);
    restore();
    view.setUint16(24, 0xffff & (clear ? 0 : oldSum));
    view.setUint16(24, naiveChecksum(buffer.subarray(14, 34)));
    view.setUint16(34, 1000);
    view.setUint16(36, 2000);
    view.setUint16(38, 24);
    buffer.set(new TextEncoder().encode('sixteen letters!'), 42);
    restore();
    const pseudo = Uint8Array.of(...buffer.subarray(26, 34), 0, 17, 0, 24, ...buffer.subarray(34, 58));
    view.setUint16(40, naiveChecksum(pseudo));
    restore();
    return 58;
  };
}

/** Writes all of it. */
export const plainUdp = udpWriter({});

/** @returns what it makes of every filling */
export function passesOf(write: (buffer: Uint8Array) => number, size: number): Pass[] {
  return PASS_ORDER.map((filling) => {
    const buffer = filledBuffer(FILLINGS[filling] as (typeof FILLINGS)[number], size);
    return { filling, frames: [buffer.slice(0, write(buffer))] };
  });
}
