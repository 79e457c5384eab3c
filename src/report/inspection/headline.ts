import { counted, grouped } from '../words.ts';
import type { InspectionResult } from './result.ts';

type Totals = InspectionResult['totals'];

/** What an inspection found, in one sentence. */
export function inspectionHeadline({ totals }: InspectionResult): string {
  const { packets, frames, otherPackets, notJudged } = totals;
  if (packets === 0) return 'The capture holds no packet.';
  if (frames === 0) {
    return `Nothing to verify in ${counted(packets, 'packet')}: no Ethernet frame and no IP packet.`;
  }
  const clauses = [
    checksumClause(totals),
    ...offloadClauses(totals),
    ...frameCheckClauses(totals),
    paddingClause(totals),
    ...(notJudged === otherPackets ? [] : [`${counted(notJudged - otherPackets, 'frame')} not judged`]),
    ...(otherPackets === 0 ? [] : [`${counted(otherPackets, 'packet')} of other links not looked into`]),
  ];
  return `${clauses.join('; ')}.`;
}

function checksumClause({ frames, discarded, checksumFailures, unverifiable }: Totals): string {
  if (discarded === 0) {
    return `No wrong checksum in ${counted(frames, 'frame')}${unverifiableClause(frames, unverifiable)}`;
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

function paddingClause({ paddedFrames, paddingBytes, zeroPaddedFrames, unjudgedPaddings }: Totals): string {
  if (paddedFrames > 0) {
    const holds = paddedFrames === 1 ? 'holds' : 'hold';
    const is = paddingBytes === 1 ? 'is' : 'are';
    const held = `the padding of ${counted(paddedFrames, 'frame')} ${holds} ${counted(paddingBytes, 'byte')} that ${is} not zero`;
    return unjudgedPaddings === 0
      ? held
      : `${held}, that of ${counted(unjudgedPaddings, 'frame')} is not judged`;
  }
  if (unjudgedPaddings === 0) {
    return zeroPaddedFrames === 0 ? 'no frame has padding' : 'no padding holds anything but zeros';
  }
  const unjudged = `the padding of ${counted(unjudgedPaddings, 'frame')} is not judged`;
  if (zeroPaddedFrames === 0) return unjudged;
  return `${unjudged}, that of ${counted(zeroPaddedFrames, 'frame')} is all zeros`;
}
