import type { InspectionResult } from '../../inspection/result.ts';
import { counted, grouped } from '../words.ts';
import { oldMemoryCounts } from './old-memory-section.ts';

type Totals = InspectionResult['totals'];

/** What an inspection found, in one sentence. */
export function inspectionHeadline({ totals }: InspectionResult): string {
  const { packets, frames } = totals;
  if (packets === 0) return 'The capture holds no packet.';
  if (frames === 0) {
    return `Nothing to verify in ${counted(packets, 'packet')}: no Ethernet frame and no IP packet.`;
  }
  const clauses = [
    ...oldMemoryClauses(totals),
    checksumClause(totals),
    ...offloadClauses(totals),
    ...frameCheckClauses(totals),
    ...paddingClauses(totals),
    ...notJudgedClauses(totals),
  ];
  return `${capitalised(clauses.join('; '))}.`;
}

/** What was found for sure comes first. */
function oldMemoryClauses(totals: Totals): string[] {
  const { staleBytes, poisonBytes, kernelPointers, secretsSeen } = totals;
  if (staleBytes + poisonBytes + kernelPointers + secretsSeen === 0) return [];
  return oldMemoryCounts({ ...totals, reservedBytes: 0 });
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function checksumClause({ frames, discarded, checksumFailures, unverifiable }: Totals): string {
  if (discarded === 0) {
    return `no wrong checksum in ${counted(frames, 'frame')}${unverifiableClause(frames, unverifiable)}`;
  }
  const has = discarded === 1 ? 'has' : 'have';
  return `${grouped(discarded)} of ${counted(frames, 'frame')} ${has} a wrong checksum (${grouped(checksumFailures)} in all)`;
}

function unverifiableClause(frames: number, unverifiable: number): string {
  if (unverifiable === 0) return '';
  if (frames === 1) return ', which cannot be judged';
  return `, ${unverifiable === frames ? 'all' : grouped(unverifiable)} of which cannot be judged`;
}

function offloadClauses({ offloadedChecksums }: Totals): string[] {
  if (offloadedChecksums === 0) return [];
  const are = offloadedChecksums === 1 ? 'is' : 'are';
  return [`${counted(offloadedChecksums, 'checksum')} ${are} left to a network card`];
}

function frameCheckClauses({ wrongFrameCheckSequences }: Totals): string[] {
  if (wrongFrameCheckSequences === 0) return [];
  const is = wrongFrameCheckSequences === 1 ? 'is' : 'are';
  return [`${counted(wrongFrameCheckSequences, 'frame check sequence')} ${is} wrong`];
}

function paddingClauses({
  paddedFrames,
  paddingBytes,
  zeroPaddedFrames,
  unjudgedPaddings,
}: Totals): string[] {
  if (paddedFrames > 0) {
    const holds = paddedFrames === 1 ? 'holds' : 'hold';
    const is = paddingBytes === 1 ? 'is' : 'are';
    return [
      `the ${paddedFrames === 1 ? 'padding' : 'paddings'} of ${counted(paddedFrames, 'frame')} ${holds} ${counted(paddingBytes, 'byte')} that ${is} not zero`,
    ];
  }
  if (unjudgedPaddings === 0) {
    return [zeroPaddedFrames === 0 ? 'no frame has padding' : 'no padding holds anything but zeros'];
  }
  return zeroPaddedFrames === 0 ? [] : [`the padding of ${counted(zeroPaddedFrames, 'frame')} is all zeros`];
}

/** All that is not judged in one clause: 'not judged: 2 frames, the padding of 2, 5 packets that are no frames'. */
function notJudgedClauses({ notJudged, otherPackets, unjudgedPaddings }: Totals): string[] {
  const frames = notJudged - otherPackets;
  const things: string[] = [];
  if (frames > 0) things.push(counted(frames, 'frame'));
  if (unjudgedPaddings > 0) {
    things.push(
      `the padding of ${frames > 0 ? grouped(unjudgedPaddings) : counted(unjudgedPaddings, 'frame')}`,
    );
  }
  if (otherPackets > 0)
    things.push(
      `${counted(otherPackets, 'packet')} that ${otherPackets === 1 ? 'is no frame' : 'are no frames'}`,
    );
  if (things.length === 0) return [];
  return [`not judged: ${things.length === 3 ? things.join(', ') : things.join(' and ')}`];
}
