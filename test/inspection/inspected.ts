import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CaptureReader } from '../../src/capture-reader/index.ts';
import { Inspector } from '../../src/inspection/inspector.ts';
import type { InspectionResult } from '../../src/inspection/result.ts';
import { block, enhanced, interfaceBlock, pcap, section } from '../capture-reader/capture-builder.ts';

/** Inspects all of a capture. */
export function inspected(capture: Uint8Array, listed = 1000): InspectionResult {
  const reader = new CaptureReader();
  const inspector = new Inspector(listed);
  reader.push(capture);
  reader.end();
  while (reader.next()) inspector.inspect(reader.packet);
  const { otherRecords } = reader;
  return inspector.result({ file: null, format: reader.format, complete: true, damage: null, otherRecords });
}

/** @returns a capture that is stored with the tests */
export function stored(name: string): Buffer {
  return readFileSync(path.join(import.meta.dirname, '../captures', name));
}

export function pcapOf(...frames: (readonly number[])[]): Buffer {
  return pcap(frames.map((frame) => ({ bytes: Uint8Array.from(frame) })));
}

export interface FlaggedFrame {
  bytes: readonly number[];
  flags?: number;
  originalLength?: number;
}

/** A pcapng capture of frames with flags, and perhaps with a length of frame check sequences. */
export function pcapngOf(frames: readonly FlaggedFrame[], fcsLength?: number): Buffer {
  const blocks = frames.map(({ bytes, ...rest }) =>
    enhanced(true, { bytes: Uint8Array.from(bytes), ...rest }),
  );
  const head = interfaceBlock(true, fcsLength === undefined ? {} : { fcsLength });
  return Buffer.concat([section(true), head, ...blocks]);
}

export const CUSTOM_BLOCK = block(true, 0x0bad, Uint8Array.of(0xd9, 0x7e, 0, 0));

/** The sum of 16-bit words as it stands in a checksum field over a pseudo header alone, not complemented. */
export function foldedSum(bytes: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

/** A copy with a 16-bit value at `at`. */
export function withWord(frame: readonly number[], at: number, value: number): number[] {
  const copy = [...frame];
  copy.splice(at, 2, value >>> 8, value & 255);
  return copy;
}
