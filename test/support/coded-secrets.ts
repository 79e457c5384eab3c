import fc from 'fast-check';
import type { SecretAccount, SecretReach } from '../../src/audit/findings.ts';
import type { Packet, RawFrame } from '../../src/guest/packets.ts';
import { Sfc32 } from '../../src/script/random.ts';
import type { Step } from '../../src/script/step.ts';
import type { ByteRange } from '../../src/wire/bytes.ts';
import { Flow, recipientOf, storeFlow } from '../../src/wire/flow.ts';
import { FrameReader } from '../../src/wire/frame-reader.ts';
import { type Secret, SecretMarks } from '../../src/wire/secret-marks.ts';
import { GUEST_MAC, packet, rawFrame } from './random-packets.ts';
import type { KeptFrame, KeptRun } from './run-steps.ts';

/** The secrets of random workloads. */
export const SECRETS: readonly Secret[] = [
  { name: 'short', length: 40 },
  { name: 'medium', length: 700 },
  { name: 'long', length: 4000 },
];

/**
 * How often a workload is run, each time with other values for the bytes of the secrets. The values that a
 * byte of a frame had, one after the other, then tell of which byte of which secret it is a copy: nothing
 * else has them, but for what `isStaleSum` is about.
 */
export const RUNS = 6;

/** Part of a secret in a payload. */
interface Part {
  start: number;
  end: number;
  secret: number;
  position: number;
}

/** A step whose payloads have secrets in them. */
export interface SecretStep {
  step: Step;
  /** By payload, in the order in which `mapPayloads` comes by them. */
  parts: Part[][];
}

const site = { index: 0, label: '', line: 0 };

/** Random packets of every kind, frames from netback, polls, writes that fail; on a full ring if that is asked for. */
export function secretSteps(maxLength: number): fc.Arbitrary<SecretStep[]> {
  const failing = rawFrame.map(
    (frame): RawFrame => ({
      ...frame,
      writes: [...frame.writes, { at: 60_000, data: { bytes: Uint8Array.of(1), offset: 0, length: 1 } }],
    }),
  );
  const action: fc.Arbitrary<Step> = fc.oneof(
    { weight: 12, arbitrary: packet.map((content): Step => ({ kind: 'send', site, packet: content })) },
    { weight: 1, arbitrary: failing.map((content): Step => ({ kind: 'send', site, packet: content })) },
    { weight: 2, arbitrary: rawFrame.map((frame): Step => ({ kind: 'receive', site, frame })) },
    { weight: 4, arbitrary: fc.constant<Step>({ kind: 'poll', site }) },
  );
  return fc
    .tuple(
      fc.array(action, { minLength: 20, maxLength, size: 'max' }),
      fc.nat(2),
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    )
    .map(([actions, stuffed, seed]) => {
      const random = new Sfc32(seed);
      return [...(stuffed > 0 ? ringful() : []), ...actions].map((step, index) => ({
        step: { ...step, site: { ...site, index } },
        parts: partsOf(step, random),
      }));
    });
}

/** @returns the steps with the values of one run */
export function coded(steps: readonly SecretStep[], run: number): Step[] {
  return steps.map(({ step, parts }) => {
    let index = 0;
    return mapPayloads(step, (range) => codedRange(range, parts[index++] ?? [], run));
  });
}

/** What the accounts must be, told from the frames of all runs; what of them is stale is told from the first. */
export function expectedAccounts(runs: readonly KeptRun[]): SecretAccount[] {
  const tags = tagsByValues();
  const [first] = runs;
  const sent = new Tally();
  const disclosed = new Tally();
  const leaks = new Map(first?.leaks.map((leak) => [leak.frame.number, leak.ranges]));
  for (const [i, frame] of (first?.frames ?? []).entries()) {
    const recipient = recipientOfFrame(frame.bytes);
    const values = runs.map((run) => run.frames[i]?.bytes ?? new Uint8Array(0));
    for (let at = 0; at < frame.bytes.length; at++) {
      const tag = tags.get(values.map((bytes) => bytes[at]).join());
      if (tag === undefined) continue;
      const range = leaks.get(frame.number)?.find(({ start, end }) => start <= at && at < end);
      const source = range === undefined ? frame : first?.frames[(range.source.number ?? 0) - 1];
      if (isStaleSum(source, range === undefined ? at : range.source.offset + at - range.start)) continue;
      if (range === undefined) sent.add(tag, recipient, frame.number);
      else if (range.crossRecipient) disclosed.add(tag, recipient, frame.number);
    }
  }
  return SECRETS.map(({ name, length }, secret) => ({
    name,
    length,
    sentTo: sent.list(secret),
    disclosedTo: disclosed.list(secret),
  }));
}

/**
 * Whether a byte of a frame is of a checksum over stale memory. Such a checksum can have the values of a
 * secret, and be no copy all the same: it also sums the checksum that was in its place before, and if all
 * else is equal, what comes out is what that one was over.
 */
function isStaleSum(frame: KeptFrame | undefined, at: number): boolean {
  return frame?.staleSums.some((field) => at === field || at === field + 1) ?? false;
}

interface Tag {
  secret: number;
  position: number;
}

/** Counts byte by byte. */
class Tally {
  private readonly reaches = new Map<
    string,
    { reach: SecretReach; secret: number; positions: Set<number> }
  >();

  add({ secret, position }: Tag, recipient: SecretReach['recipient'], frame: number): void {
    const key = `${secret} ${recipient.kind} ${recipient.address}`;
    const made = {
      reach: { recipient, bytes: 0, totalBytes: 0, frames: 0, firstFrame: frame, firstFrames: [] },
      secret,
      positions: new Set<number>(),
      last: 0,
    };
    const entry: { reach: SecretReach; positions: Set<number>; secret: number; last?: number } =
      this.reaches.get(key) ?? made;
    this.reaches.set(key, entry);
    entry.positions.add(position);
    entry.reach.bytes = entry.positions.size;
    entry.reach.totalBytes++;
    if (entry.last === frame) return;
    entry.last = frame;
    entry.reach.frames++;
    if (entry.reach.firstFrames.length < 20) entry.reach.firstFrames.push(frame);
  }

  list(secret: number): SecretReach[] {
    return [...this.reaches.values()].filter((entry) => entry.secret === secret).map(({ reach }) => reach);
  }
}

/** Nearly as many small frames in each direction as there is room for, with no poll between them. */
function ringful(): Step[] {
  const header = Uint8Array.of(0, 0x16, 0x3e, 0, 0, 2, ...GUEST_MAC, 0x88, 0xb5);
  const data = { bytes: header, offset: 0, length: header.length };
  const small: RawFrame = { kind: 'raw', size: 60, returns: 60, writes: [{ at: 0, data }] };
  return [
    ...Array.from({ length: 255 }, (): Step => ({ kind: 'send', site, packet: small })),
    ...Array.from({ length: 255 }, (): Step => ({ kind: 'receive', site, frame: small })),
  ];
}

function mapPayloads(step: Step, map: (range: ByteRange) => ByteRange): Step {
  if (step.kind === 'receive') {
    if ('frame' in step) return { ...step, frame: mapRaw(step.frame, map) };
    return { ...step, packet: mapPacket(step.packet, map) };
  }
  if (step.kind !== 'send') return step;
  return { ...step, packet: mapPacket(step.packet, map) };
}

function mapPacket(content: Packet, map: (range: ByteRange) => ByteRange): Packet {
  switch (content.kind) {
    case 'udp':
    case 'tcp':
    case 'icmp-echo':
    case 'pong6':
      return { ...content, payload: map(content.payload) };
    case 'nat': {
      const { transport } = content;
      return { ...content, transport: { ...transport, payload: map(transport.payload) } };
    }
    case 'raw':
      return mapRaw(content, map);
    default:
      return content;
  }
}

/** The first write is the header, which says who the frame is for: it stays as it is. */
function mapRaw(frame: RawFrame, map: (range: ByteRange) => ByteRange): RawFrame {
  return {
    ...frame,
    writes: frame.writes.map(({ at, data }, i) => ({ at, data: i === 0 ? data : map(data) })),
  };
}

function partsOf(step: Step, random: Sfc32): Part[][] {
  const below = (limit: number): number => random.next() % Math.max(limit, 1);
  const parts: Part[][] = [];
  mapPayloads(step, (range) => {
    const own: Part[] = [];
    let at = below(2) === 0 ? range.length : 0;
    while (at < range.length && own.length < 4) {
      const start = at + below(2) * below(20);
      const secret = below(SECRETS.length);
      const { length = 0 } = SECRETS[secret] ?? {};
      const end = Math.min(start + 1 + below(length), range.length);
      if (start >= end) break;
      own.push({ start, end, secret, position: below(length - (end - start) + 1) });
      at = end;
    }
    parts.push(own);
    return range;
  });
  return parts;
}

/** The range with some bytes before and behind it, which are not its own. */
function codedRange({ bytes, offset, length }: ByteRange, parts: readonly Part[], run: number): ByteRange {
  if (parts.length === 0) return { bytes, offset, length };
  const before = length % 5;
  const values = new Uint8Array(before + length + 3).fill(0xa5);
  values.set(bytes.subarray(offset, offset + length), before);
  const marks = new SecretMarks();
  for (const { start, end, secret, position } of parts) {
    marks.add(start, end, secret, position);
    for (let i = start; i < end; i++)
      values[before + i] = codeOf({ secret, position: position + i - start }, run);
  }
  return { bytes: values, offset: before, length, marks };
}

function codeOf({ secret, position }: Tag, run: number): number {
  let hash = Math.imul(position * 8 + secret + 1, 0x9e37_79b1) ^ Math.imul(run + 1, 0x85eb_ca77);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
  hash = Math.imul(hash ^ (hash >>> 13), 0x297a_2d39);
  return (hash ^ (hash >>> 16)) & 0xff;
}

function tagsByValues(): Map<string, Tag> {
  const tags = new Map<string, Tag>();
  for (const [secret, { length }] of SECRETS.entries()) {
    for (let position = 0; position < length; position++) {
      const tag = { secret, position };
      tags.set(Array.from({ length: RUNS }, (_, run) => codeOf(tag, run)).join(), tag);
    }
  }
  return tags;
}

function recipientOfFrame(bytes: Uint8Array): SecretReach['recipient'] {
  const reader = new FrameReader();
  reader.read(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length);
  const flow = new Flow();
  storeFlow(reader, flow);
  return recipientOf(flow);
}
