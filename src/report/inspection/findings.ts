import type {
  InspectedFrame,
  InspectionResult,
  InspectionTotals,
  Padding,
  WrongChecksum,
  WrongFrameCheckSequence,
} from '../../inspection/result.ts';
import { byteSpan, counted, grouped, hex16, hex32 } from '../words.ts';

/** As --fail-on of `inspect` names them. */
export type InspectionFindingName = 'checksum' | 'fcs' | 'padding';

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
