import type { DeliveredFrame } from '../netchannel/observer.ts';
import { CHECKSUM_NAMES, VERDICT_NAMES } from '../wire/checksum-status.ts';
import { ETHERNET_HEADER_LENGTH } from '../wire/ethernet.ts';
import { describeFlow, type Flow, payloadOf, protocolOf, recipientEquals, senderOf } from '../wire/flow.ts';
import { fieldAt, fieldName } from '../wire/frame-fields.ts';
import type { FrameReader } from '../wire/frame-reader.ts';
import { IPV4_CHECKSUM } from '../wire/ipv4.ts';
import { MARK_WORDS, type Secret, SecretMarks } from '../wire/secret-marks.ts';
import { wrappingsOf } from '../wire/wrappings-of.ts';
import type { BlockAudit, SummedPiece } from './block-audit.ts';
import {
  type ChecksumFailure,
  type ChecksumProtocol,
  EXCERPT_BYTES,
  type FrameIdentity,
  type Leak,
  type LeakedSecret,
  type LeakRange,
  type Recipient,
  type StaleSource,
  type SummedRange,
} from './findings.ts';
import type { Forwarded, PassedStretch } from './forwarded.ts';
import type { Hosts } from './hosts.ts';
import { meantFor, type StaleRange, type StaleRanges } from './stale-ranges.ts';
import type { WriteRecord } from './write-records.ts';

/** Bytes of a leaked range that a finding quotes. */
const QUOTED_BYTES = 256;

/**
 * Puts what the audit knows of the frame at hand, in objects that are used again, into the records that people and reports
 * read. Used for findings that are listed or listened for, not for those that are only counted.
 */
export class Describer {
  readonly #reader: FrameReader;
  readonly #stale: StaleRanges;
  readonly #hosts: Hosts;
  readonly #secrets: readonly Secret[];
  readonly #channel: string | undefined;

  /**
   * @param reader, stale - of the frame at hand
   * @param hosts - that flows are resolved with
   * @param secrets - what marks name by index
   * @param channel - what it is called if it is one of several
   */
  constructor(
    reader: FrameReader,
    stale: StaleRanges,
    hosts: Hosts,
    secrets: readonly Secret[] = [],
    channel?: string,
  ) {
    this.#channel = channel;
    this.#hosts = hosts;
    this.#secrets = secrets;
    this.#reader = reader;
    this.#stale = stale;
  }

  /**
   * The stale bytes of the frame at hand.
   * @param record - of the write that sent it
   * @param sums - over all stale bytes
   * @param limit - ranges, and secrets in them, that are told
   */
  leak(
    frame: DeliveredFrame,
    block: BlockAudit,
    record: WriteRecord,
    sums: Pick<Leak, 'nonZeroBytes' | 'crossRecipientBytes'>,
    limit: number,
  ): Leak {
    const stale = this.#stale;
    const told = stale.ranges.slice(0, Math.min(stale.count, limit));
    const ranges: LeakRange[] = [];
    let room = limit;
    let bytes = stale.bytes;
    for (const range of told) {
      const described = this.#range(frame, block, record, range, room);
      ranges.push(described);
      room -= described.secrets?.length ?? 0;
      bytes -= range.end - range.start;
    }
    const more = stale.count - told.length;
    const start = (ranges[0]?.start ?? 0) & ~15;
    const end = Math.min(frame.length, start + EXCERPT_BYTES);
    return {
      frame: this.identify(record),
      length: frame.length,
      verdict: VERDICT_NAMES[this.#reader.verdict] ?? 'delivered',
      ranges,
      ...(more === 0 ? {} : { leftOut: { ranges: more, bytes } }),
      leakedBytes: stale.bytes,
      ...sums,
      excerpt: { start, bytes: frame.bytes.slice(frame.offset + start, frame.offset + end) },
    };
  }

  /**
   * A wrong checksum of the frame at hand.
   * @param packet - what has read the frame, or a packet in it
   * @param checksum - one of the CHECKSUM constants
   * @param isOverlooked - whether the receiver has not looked at it
   * @param block - that the frame was in, undefined for one from netback
   * @param limit - ranges that are told
   */
  failure(
    frame: FrameIdentity,
    packet: FrameReader,
    checksum: number,
    cause: ChecksumFailure['cause'],
    isOverlooked: boolean,
    block: BlockAudit | undefined,
    limit: number,
  ): ChecksumFailure {
    const { offset, found, expected } = packet.checksum(checksum);
    const within = wrappingsOf(this.#reader, packet);
    return {
      frame,
      ...(within.length === 0 ? {} : { within }),
      protocol: CHECKSUM_NAMES[checksum] ?? 'ipv4',
      offset,
      found,
      expected,
      cause,
      ...(isOverlooked ? { overlooked: true as const } : {}),
      ...(block === undefined ? { staleSummed: [] } : this.#summed(frame, block, offset, limit)),
    };
  }

  /** The write with this record, as a frame or as one that never was. */
  identify({ frame, step, flow, pushed, forwarded }: Readonly<WriteRecord>): FrameIdentity {
    return this.identifyFlow(frame, step, 'tx', flow, pushed, forwarded);
  }

  /**
   * A frame, or a write that never became one.
   * @param number - of the frame, 0 if there is none
   * @param flow - resolved
   * @param pushed - what its request was pushed with, if other bytes crossed
   * @param forwarded - what it was made of, if it is a firewall's
   */
  identifyFlow(
    number: number,
    step: number,
    direction: FrameIdentity['direction'],
    flow: Readonly<Flow>,
    pushed?: Readonly<Flow>,
    forwarded?: Forwarded,
  ): FrameIdentity {
    const identity: FrameIdentity = {
      number: number === 0 ? null : number,
      step,
      direction,
      protocol: protocolOf(flow),
      flow: describeFlow(flow),
      recipient: this.#hosts.recipientOf(flow),
    };
    if (pushed !== undefined) {
      identity.pushed = {
        protocol: protocolOf(pushed),
        flow: describeFlow(pushed),
        recipient: this.#hosts.recipientOf(pushed),
      };
    }
    if (this.#channel !== undefined) identity.channel = this.#channel;
    if (forwarded !== undefined) {
      identity.forwards = { number: forwarded.number, channel: forwarded.channel };
    }
    return identity;
  }

  /** Who sent a frame. */
  sender(flow: Readonly<Flow>): Recipient {
    const sender = senderOf(flow);
    const { kind, address } = sender;
    const host = this.#hosts.names[address];
    return host === undefined ? sender : { kind, address, host };
  }

  #range(
    frame: DeliveredFrame,
    block: BlockAudit,
    record: WriteRecord,
    range: Readonly<StaleRange>,
    room: number,
  ): LeakRange {
    const { start, end, source } = range;
    const from = frame.offset + start;
    const all = this.secretsIn(source, start, end);
    const secrets = all.slice(0, room);
    return {
      start,
      end,
      field: fieldName(fieldAt(this.#reader, start)),
      bytes: frame.bytes.slice(from, frame.offset + Math.min(end, start + QUOTED_BYTES)),
      nonZero: countNonZero(frame.bytes, from, frame.offset + end),
      source: this.source(source, start, record.frame, block),
      ...originOf(range, record.frame),
      crossRecipient: !recipientEquals(meantFor(range), record.flow),
      summedInto: this.#checksumsOver(block, start, end),
      ...(secrets.length === 0 ? {} : { secrets }),
      ...(secrets.length === all.length ? {} : { secretsLeftOut: all.length - secrets.length }),
    };
  }

  /** The secrets in the bytes that the write `source` left between `start` and `end`. */
  secretsIn(source: WriteRecord, start: number, end: number): LeakedSecret[] {
    const marks = new SecretMarks();
    marks.addFrom(source.marks, start, end, 0);
    const found = Array.from({ length: marks.count }, (_, i): LeakedSecret => {
      const [from = 0, to = 0, secret = 0, offset = 0] = marks.words.subarray(i * MARK_WORDS);
      return { name: this.#secrets[secret]?.name ?? '', offset, start: from, end: to };
    });
    return found.sort((a, b) => a.start - b.start);
  }

  /** Names of the checksums of the frame at hand that bytes between `start` and `end` were summed into. */
  #checksumsOver(block: BlockAudit, start: number, end: number): ChecksumProtocol[] {
    const names = new Set<ChecksumProtocol>();
    for (const piece of summedIn(block)) {
      if (piece.start < end && piece.end > start) names.add(this.#protocolOfField(piece.field));
    }
    return [...names];
  }

  /**
   * The protocol of the checksum field that stale memory was summed into. Only the writers of ICMPv6, of ICMP and of the
   * IPv4 header sum bytes that they have not written, so that the field's place tells which it is.
   */
  #protocolOfField(field: number): ChecksumProtocol {
    if (this.#reader.ipVersion === 6) return 'icmpv6';
    return field === ETHERNET_HEADER_LENGTH + IPV4_CHECKSUM ? 'ipv4' : 'icmp';
  }

  #summed(
    frame: FrameIdentity,
    block: BlockAudit,
    field: number,
    limit: number,
  ): Pick<ChecksumFailure, 'staleSummed' | 'leftOut'> {
    const staleSummed: SummedRange[] = [];
    const leftOut = { ranges: 0, bytes: 0 };
    for (const piece of summedIn(block)) {
      if (piece.field !== field) continue;
      const { start, end, source } = piece;
      if (staleSummed.length < limit) {
        staleSummed.push({ start, end, source: this.source(source, start, frame.number ?? 0) });
        continue;
      }
      leftOut.ranges++;
      leftOut.bytes += end - start;
    }
    return { staleSummed, ...(leftOut.ranges === 0 ? {} : { leftOut }) };
  }

  /**
   * Where bytes come from that a write left in a block.
   * @param at - offset in the block of the first byte in question
   * @param block - that it was found in, if it may still be on its way from there
   */
  source(record: WriteRecord, at: number, frameNumber: number, block?: BlockAudit): StaleSource {
    const frame = this.identify(record);
    const payload = frame.number === null ? undefined : payloadOf(record.flow);
    return {
      ...frame,
      offset: record.base + at,
      ...(payload === undefined ? {} : { payload }),
      framesAgo: frame.number === null ? null : frameNumber - frame.number,
      ...(frame.number === null && block?.isPending(record) === true ? { isPending: true as const } : {}),
    };
  }
}

/** Where the bytes of a range come from if they were old already in the frame that its write forwards. */
function originOf(
  { start, source, passed }: Readonly<StaleRange>,
  frameNumber: number,
): Pick<LeakRange, 'origin'> {
  if (passed === undefined) return {};
  return { origin: passedSource(passed, source.base + start, frameNumber) };
}

/**
 * Where bytes of a passed stretch are from.
 * @param at - offset, in the frame that passed them on, of the first byte in question
 */
export function passedSource(passed: PassedStretch, at: number, frameNumber: number): StaleSource {
  const { source, start } = passed;
  const framesAgo = source.number === null ? null : frameNumber - source.number;
  return { ...source, offset: source.offset + at - start, framesAgo };
}

function summedIn({ summed, summedCount }: BlockAudit): readonly SummedPiece[] {
  return summed.slice(0, summedCount);
}

/** How many bytes from `from` up to, not including, `to` are not zero. */
export function countNonZero(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) if (bytes[i] !== 0) count++;
  return count;
}
