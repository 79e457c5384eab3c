import { CaptureError } from '../capture-reader/capture-error.ts';
import { CaptureReader } from '../capture-reader/capture-reader.ts';
import type { CapturedPacket } from '../capture-reader/packet.ts';
import { Inspector } from '../inspection/inspector.ts';
import type { OldMemoryOptions } from '../inspection/old-memory/old-memory.ts';
import type { InspectionResult } from '../inspection/result.ts';
import type { InspectedPacket, InspectionRecording } from './inspected-packet.ts';
import { PacketFields } from './packet-fields.ts';
import { RECORDING_LIMITS } from './run-recorder.ts';

/** Findings of a kind that are looked through for the worst of them. */
const LISTED = 20_000;

export interface RecordInspectionOptions {
  /** What reports call the capture. */
  file: string;
  /** Packets after which it is at its end; as many as there are if absent. */
  most?: number;
  oldMemory?: OldMemoryOptions;
}

/** An inspection, and what there is to be seen of it. */
export interface RecordedInspection {
  result: InspectionResult;
  recording: InspectionRecording;
}

/**
 * Inspects a capture, and keeps the first packets of it, and of the others those in which most was found, with the packets
 * that the bytes are from.
 *
 * @param bytes - of the whole capture, which is gone through twice
 * @throws CaptureError if not a single packet can be read
 */
export function recordInspection(bytes: Uint8Array, options: RecordInspectionOptions): RecordedInspection {
  const result = inspect(bytes, options);
  const packets = result.totals.packets;
  const wanted = wantedPackets(result);
  const found = findingsByPacket(result);
  const recorder = new PacketFields();
  const frames: InspectedPacket[] = [];
  const { frames: most, bytes: mostBytes } = RECORDING_LIMITS;
  let kept = 0;
  let unbroken = 0;
  readAll(bytes, { ...options, most: packets }, (packet) => {
    const isFirst = unbroken === frames.length && unbroken < most && kept + packet.length <= mostBytes;
    if (!isFirst && !wanted.has(packet.number)) return;
    kept += packet.length;
    if (isFirst) unbroken++;
    const { oldMemory = [], wrong = [], offloaded = [], paddings = [] } = found.get(packet.number) ?? {};
    const { number, hasTime, seconds, nanoseconds, originalLength, offset, length } = packet;
    frames.push({
      number,
      time: hasTime ? { seconds, nanoseconds } : null,
      ...recorder.of(packet),
      length,
      originalLength,
      bytes: packet.bytes.slice(offset, offset + length),
      oldMemory,
      wrong,
      offloaded,
      paddings,
    });
  });
  return { result, recording: { frames, unbroken, leftOut: packets - frames.length } };
}

function inspect(bytes: Uint8Array, options: RecordInspectionOptions): InspectionResult {
  const { file, oldMemory } = options;
  const inspector = new Inspector(LISTED, undefined, oldMemory);
  const { reader, failure } = readAll(bytes, options, (packet) => inspector.inspect(packet));
  return inspector.result({
    file,
    format: reader.format,
    complete: failure === undefined,
    damage: failure === undefined ? null : { offset: failure.offset, reason: failure.reason },
    otherRecords: reader.otherRecords,
  });
}

/** @throws CaptureError if not a single packet can be read */
function readAll(
  bytes: Uint8Array,
  { file, most }: RecordInspectionOptions,
  look: (packet: CapturedPacket) => void,
): { reader: CaptureReader; failure: CaptureError | undefined } {
  const reader = new CaptureReader({
    source: JSON.stringify(file),
    ...(most === undefined ? {} : { most }),
  });
  try {
    reader.push(bytes);
    while (reader.next()) look(reader.packet);
    reader.end();
    while (reader.next()) look(reader.packet);
    return { reader, failure: undefined };
  } catch (error) {
    if (!(error instanceof CaptureError) || reader.packets === 0) throw error;
    return { reader, failure: error };
  }
}

type Findings = Partial<Pick<InspectedPacket, 'oldMemory' | 'wrong' | 'offloaded' | 'paddings'>>;

function findingsByPacket(result: InspectionResult): Map<number, Findings> {
  const found = new Map<number, Findings>();
  const add = <Kind extends keyof Findings>(
    kind: Kind,
    findings: NonNullable<Findings[Kind]>[number][],
  ): void => {
    for (const finding of findings) {
      const of: Findings = found.get(finding.frame.number) ?? {};
      found.set(finding.frame.number, of);
      const list = (of[kind] ?? []) as (typeof finding)[];
      list.push(finding);
      of[kind] = list as NonNullable<Findings[Kind]>;
    }
  };
  add('oldMemory', result.oldMemory);
  add('wrong', result.checksumFailures);
  add('offloaded', result.offloadedChecksums);
  add('paddings', result.paddings);
  return found;
}

/** Numbers of the packets with most bytes of somebody else's, then most of earlier frames, and of those packets. */
function wantedPackets({ oldMemory }: InspectionResult): Set<number> {
  const ranks = new Map<number, { rank: number; sources: Set<number> }>();
  for (const { frame, source, crossRecipient, start, end } of oldMemory) {
    const of = ranks.get(frame.number) ?? { rank: 0, sources: new Set() };
    ranks.set(frame.number, of);
    of.rank += (end - start) * (crossRecipient ? 65536 : source === null ? 1 : 256);
    if (source !== null) of.sources.add(source.frame);
  }
  const worst = [...ranks].sort(([, a], [, b]) => b.rank - a.rank).slice(0, RECORDING_LIMITS.leaks);
  return new Set(worst.flatMap(([number, { sources }]) => [number, ...sources]));
}
