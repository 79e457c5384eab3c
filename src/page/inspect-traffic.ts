import { canaryOf } from '../inspection/old-memory/canary.ts';
import type { InspectionResult } from '../inspection/result.ts';
import type { InspectionRecording } from '../recording/inspected-packet.ts';
import { recordInspection } from '../recording/record-inspection.ts';
import { inspectionHeadline } from '../report/inspection/headline.ts';
import { oldMemoryFact } from '../report/inspection/old-memory-section.ts';
import { senderVerdict } from '../report/inspection/sender-section.ts';
import { type CapturedTraffic, captureBytes } from './captured-traffic.ts';
import { type ShownFrame, shownPacket } from './shown-frame.ts';

/** An inspection as the page shows it. */
export interface Inspected extends Pick<InspectionRecording, 'unbroken' | 'leftOut'> {
  result: InspectionResult;
  /** What was found, in a sentence. */
  headline: string;
  frames: ShownFrame[];
  /** What each sender does, in words, in the order of `result.senders`. */
  senders: string[];
  /** Checksums of each frame that are not right, by its number. */
  checksums: Record<number, ShownChecksum[]>;
}

/** A checksum that is not that of its frame as it was captured. */
export interface ShownChecksum {
  protocol: string;
  found: number;
  expected: number;
  offset: number;
  isLeftToCard: boolean;
}

/**
 * Looks into a capture as the command does.
 * @throws CaptureError if it cannot be read
 */
export async function inspectTraffic(traffic: CapturedTraffic): Promise<Inspected> {
  const { file, beginning, looking } = traffic;
  const { result, recording } = recordInspection(await captureBytes(traffic), {
    file,
    ...(beginning === undefined ? {} : { most: beginning.packets }),
    ...(looking === undefined ? {} : { oldMemory: oldMemoryOf(looking) }),
  });
  const { frames, unbroken, leftOut } = recording;
  const checksums: Record<number, ShownChecksum[]> = {};
  for (const { number, wrong, offloaded } of frames) {
    const shown = [
      ...wrong.map((checksum) => ({ ...checksum, isLeftToCard: false })),
      ...offloaded.map((checksum) => ({ ...checksum, isLeftToCard: true })),
    ].map(({ protocol, found, expected, offset, isLeftToCard }) => ({
      protocol,
      found,
      expected,
      offset,
      isLeftToCard,
    }));
    if (shown.length > 0) checksums[number] = shown;
  }
  return {
    result,
    headline: inspectionHeadline(result),
    frames: frames.map((packet) => shownPacket(packet, oldMemoryFact)),
    unbroken,
    leftOut,
    senders: result.senders.map(senderVerdict),
    checksums,
  };
}

function oldMemoryOf({ body, secrets, allowed, poisons }: NonNullable<CapturedTraffic['looking']>) {
  return {
    body,
    canaries: secrets.map(canaryOf),
    allowed: new Set(allowed),
    ...(poisons === undefined ? {} : { poisons }),
  };
}
