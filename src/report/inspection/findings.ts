import type { InspectedFrame } from '../../inspection/inspected-frame.ts';
import type { Evidence, OldMemory } from '../../inspection/old-memory/result.ts';
import type {
  InspectionResult,
  InspectionTotals,
  Padding,
  WrongChecksum,
  WrongFrameCheckSequence,
} from '../../inspection/result.ts';
import { byteSpan, counted, grouped, hex16, hex32 } from '../words.ts';
import { oldMemoryWords } from './old-memory-section.ts';

/** As --fail-on of `inspect` names them. */
export type InspectionFindingName = 'stale' | 'poison' | 'secret' | 'checksum' | 'fcs' | 'padding';

/** Something that an inspection looks for. */
export interface InspectionFinding {
  name: InspectionFindingName;
  /** What can be said of a capture without it. */
  absence: string;
  /** @returns how much was found, in one sentence; undefined if nothing was */
  found(totals: InspectionTotals): string | undefined;
  /** Of how many `each` tells at most, were they all kept. */
  count(totals: InspectionTotals): number;
  /** @returns those that the result has kept, a line each */
  each(result: InspectionResult): string[];
}

/** All that can fail an inspection. */
export const INSPECTION_FINDINGS: readonly InspectionFinding[] = [
  {
    name: 'stale',
    absence: 'no bytes of earlier frames are known',
    found: ({ staleBytes, staleFrames }) =>
      staleBytes === 0
        ? undefined
        : `Found ${counted(staleBytes, 'byte')} of earlier frames in ${counted(staleFrames, 'frame')}`,
    count: ({ staleFindings }) => staleFindings,
    each: ({ oldMemory }) => oldMemoryLines(oldMemory, 'same-offset', 'shifted'),
  },
  {
    name: 'poison',
    absence: 'no poison is known',
    found: ({ poisonBytes, poisonFrames }) =>
      poisonBytes === 0
        ? undefined
        : `Found ${counted(poisonBytes, 'byte')} of poison in ${counted(poisonFrames, 'frame')}`,
    count: ({ poisonFindings }) => poisonFindings,
    each: ({ oldMemory }) => oldMemoryLines(oldMemory, 'poison'),
  },
  {
    name: 'secret',
    absence: 'no secret was seen where it must not be',
    found: ({ secretsSeen }) =>
      secretsSeen === 0
        ? undefined
        : `Found a secret ${secretsSeen === 1 ? 'once' : `${grouped(secretsSeen)} times`} where it must not be`,
    count: ({ secretsSeen }) => secretsSeen,
    each: ({ oldMemory }) => oldMemoryLines(oldMemory, 'secret'),
  },
  {
    name: 'checksum',
    absence: 'no checksum is wrong',
    found: ({ checksumFailures, discarded }) =>
      checksumFailures === 0
        ? undefined
        : `Found ${counted(checksumFailures, 'wrong checksum')} in ${counted(discarded, 'frame')}`,
    count: ({ checksumFailures }) => checksumFailures,
    each: ({ checksumFailures }) => checksumFailures.map(checksumLine),
  },
  {
    name: 'fcs',
    absence: 'no frame check sequence is wrong',
    found: ({ wrongFrameCheckSequences: wrong }) =>
      wrong === 0 ? undefined : `Found ${counted(wrong, 'wrong frame check sequence')}`,
    count: ({ wrongFrameCheckSequences }) => wrongFrameCheckSequences,
    each: ({ wrongFrameCheckSequences }) => wrongFrameCheckSequences.map(frameCheckLine),
  },
  {
    name: 'padding',
    absence: 'all padding is zero',
    found: ({ paddedFrames }) =>
      paddedFrames === 0 ? undefined : `Found padding that is not zero in ${counted(paddedFrames, 'frame')}`,
    count: ({ paddedFrames }) => paddedFrames,
    each: ({ paddings }) => paddings.map(paddingLine),
  },
];

function oldMemoryLines(oldMemory: readonly OldMemory[], ...evidence: readonly Evidence[]): string[] {
  return oldMemory
    .filter((finding) => evidence.includes(finding.evidence))
    .map((finding) => `${placeOf(finding.frame)}: ${oldMemoryWords(finding)}`);
}

function checksumLine({ frame, protocol, offset, found, expected }: WrongChecksum): string {
  return `${placeOf(frame)}: ${protocol} checksum ${hex16(found)}, expected ${hex16(expected)} (${byteSpan(offset, offset + 2)})`;
}

function frameCheckLine({ frame, found, expected }: WrongFrameCheckSequence): string {
  if (found === null || expected === null) {
    return `${placeOf(frame)}: frame check sequence found wrong by the network card`;
  }
  return `${placeOf(frame)}: frame check sequence ${hex32(found)}, expected ${hex32(expected)}`;
}

function paddingLine({ frame, start, end, nonZero }: Padding): string {
  return `${placeOf(frame)}: ${grouped(nonZero)} of ${counted(end - start, 'byte')} of padding not zero (${byteSpan(start, end)})`;
}

function placeOf({ number, flow }: InspectedFrame): string {
  return `frame ${number}, ${flow}`;
}
