import { counted, grouped } from '../words.ts';
import type { InspectionResult } from './result.ts';

/** What an inspection found, in one sentence. */
export function inspectionHeadline({ totals }: InspectionResult): string {
  const { packets, frames, otherPackets, notJudged } = totals;
  if (packets === 0) return 'The capture holds no packet.';
  if (frames === 0)
    return `None of ${counted(packets, 'packet')} is an Ethernet frame or an IP packet: nothing to verify.`;
  const others =
    otherPackets === 0 ? '' : `; ${counted(otherPackets, 'packet')} of other links not looked into`;
  const unjudged = notJudged - otherPackets;
  const unknown = unjudged === 0 ? '' : `; ${counted(unjudged, 'frame')} not judged`;
  return `${checksumClause(totals)}; ${paddingClause(totals)}${unknown}${others}.`;
}

function checksumClause(totals: InspectionResult['totals']): string {
  const { frames, discarded, checksumFailures, partialChecksums, unverifiable } = totals;
  const of = `of ${counted(frames, 'frame')}`;
  if (discarded === 0) {
    const judged = unverifiable === 0 ? '' : `, and ${grouped(unverifiable)} cannot be judged`;
    return `None ${of} ${frames === 1 ? 'has' : 'have'} a wrong checksum${judged}`;
  }
  const partial =
    partialChecksums === 0 ? '' : `, ${grouped(partialChecksums)} of them left to the network card`;
  const has = discarded === 1 ? 'has' : 'have';
  return `${grouped(discarded)} ${of} ${has} a wrong checksum (${grouped(checksumFailures)} in all${partial})`;
}

function paddingClause({ paddedFrames, paddingBytes }: InspectionResult['totals']): string {
  if (paddedFrames === 0) return 'no padding holds anything but zeros';
  const holds = paddedFrames === 1 ? 'holds' : 'hold';
  const bytes = counted(paddingBytes, 'byte');
  return `the padding of ${counted(paddedFrames, 'frame')} ${holds} ${bytes} that ${paddingBytes === 1 ? 'is' : 'are'} not zero`;
}
