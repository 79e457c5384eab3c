import { CaptureReader } from '../../../src/capture-reader/index.ts';
import { Inspector } from '../../../src/inspection/inspector.ts';
import type { OldMemoryOptions } from '../../../src/inspection/old-memory/old-memory.ts';
import type { Evidence } from '../../../src/inspection/old-memory/result.ts';
import type { InspectionResult } from '../../../src/inspection/result.ts';
import { ORDINARY_MEMORY } from '../../../src/simd/arena.ts';
import { pcap } from '../../capture-reader/capture-builder.ts';
import * as build from '../../wire/frame-builder.ts';

export const SENDER = [0, 0x16, 0x3e, 0, 0, 1];
export const OTHER_SENDER = [0, 0x16, 0x3e, 0, 0, 2];
export const ALICE = [0, 0x16, 0x3e, 0, 0, 0x0a];
export const BOB = [0, 0x16, 0x3e, 0, 0, 0x0b];

/** Different from one another, and none of them zero or 255. */
export function noise(length: number, seed = 1): number[] {
  let state = seed * 2_654_435_761;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 1 + ((state >>> 16) % 254);
  });
}

/** A frame of a type that says nothing of its length. */
export function raw(
  to: readonly number[],
  body: readonly number[],
  from: readonly number[] = SENDER,
): number[] {
  return [...to, ...from, 0x88, 0xb5, ...body];
}

/** An IPv4 packet for 10.0.0.`host`, and what is behind it in its frame. */
function ipv4(
  to: readonly number[],
  host: number,
  protocol: number,
  payload: readonly number[],
  behind: readonly number[],
): number[] {
  const length = build.word(20 + payload.length);
  const header = [0x45, 0, ...length, 0, 0, 0, 0, 38, protocol, 0, 0, ...build.IP_A, 10, 0, 0, host];
  header.splice(10, 2, ...build.word(build.naiveChecksum(header)));
  return [...to, ...SENDER, 8, 0, ...header, ...payload, ...behind];
}

/** A UDP datagram without a checksum. */
export function udp(
  to: readonly number[],
  host: number,
  payload: readonly number[],
  behind: readonly number[] = [],
): number[] {
  const header = [...build.word(1000), ...build.word(2000), ...build.word(8 + payload.length), 0, 0];
  return ipv4(to, host, 17, [...header, ...payload], behind);
}

/** A TCP segment. @param words - of 32 bits, that its header has */
export function tcp(
  to: readonly number[],
  host: number,
  words: number,
  payload: readonly number[],
): number[] {
  const fixed = [...build.word(1000), ...build.word(2000), 0, 0, 0, 1, 0, 0, 0, 1, words << 4, 0x18];
  const rest = [0x10, 0, 0, 0, 0, 0];
  const options = new Array<number>(4 * words - fixed.length - rest.length).fill(1);
  return ipv4(to, host, 6, [...fixed, ...rest, ...options, ...payload], []);
}

/** An ICMP message of any type. */
export function icmp(
  host: number,
  type: number,
  rest: readonly number[],
  payload: readonly number[],
): number[] {
  const message = [type, 0, 0, 0, ...rest, ...payload];
  message.splice(2, 2, ...build.word(build.naiveChecksum(message)));
  return ipv4(BOB, host, 1, message, []);
}

export function lookAt(
  frames: readonly (readonly number[])[],
  options: OldMemoryOptions = {},
  listed = 1000,
): InspectionResult {
  return lookInto(pcap(frames.map((frame) => ({ bytes: Uint8Array.from(frame) }))), options, listed);
}

/** As `lookAt`, of a capture of any links. */
export function lookInto(
  capture: Uint8Array,
  options: OldMemoryOptions = {},
  listed = 1000,
): InspectionResult {
  const reader = new CaptureReader();
  const inspector = new Inspector(listed, ORDINARY_MEMORY, options);
  reader.push(capture);
  reader.end();
  while (reader.next()) inspector.inspect(reader.packet);
  return inspector.result({ file: null, format: reader.format, complete: true, damage: null });
}

/** What was found: the source is its frame, the offset there, and whether it was meant for somebody else. */
export type InShort = [
  frame: number,
  evidence: Evidence,
  place: string,
  start: number,
  end: number,
  ...source: (number | boolean)[],
];

export function inShort(result: InspectionResult): InShort[] {
  return result.oldMemory.map(({ frame, evidence, place, start, end, source, crossRecipient }) => [
    frame.number,
    evidence,
    place,
    start,
    end,
    ...(source === null ? [] : [source.frame, source.offset, crossRecipient]),
  ]);
}
