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
import { oldMemoryFact } from './old-memory-section.ts';

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
  /** @returns those that the result has kept */
  each(result: InspectionResult): FoundInFrame[];
}

/** A finding of an inspection, in one frame. */
export interface FoundInFrame {
  /** Such as `ipv4 checksum 0x1234, expected 0x5678`. */
  what: string;
  frame: InspectedFrame;
  /** The bytes of the frame that it is about; null if it has none of them. */
  span: { start: number; end: number } | null;
  /** Whether the bytes were meant for somebody else. */
  crossRecipient?: boolean;
  /** What it has in common with the same finding in another capture, besides the flow; no numbers of frames. */
  identity: readonly string[];
}

/** @returns a finding in one line */
export function foundLine({ frame, what, span }: FoundInFrame): string {
  const where = span === null ? '' : ` (${byteSpan(span.start, span.end)})`;
  return `frame ${frame.number}, ${frame.flow}: ${what}${where}`;
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
    each: (result) => oldMemory(result.oldMemory, 'same-offset', 'shifted'),
  },
  {
    name: 'poison',
    absence: 'no poison is known',
    found: ({ poisonBytes, poisonFrames }) =>
      poisonBytes === 0
        ? undefined
        : `Found ${counted(poisonBytes, 'byte')} of poison in ${counted(poisonFrames, 'frame')}`,
    count: ({ poisonFindings }) => poisonFindings,
    each: (result) => oldMemory(result.oldMemory, 'poison'),
  },
  {
    name: 'secret',
    absence: 'no secret was seen where it must not be',
    found: ({ secretsSeen }) =>
      secretsSeen === 0
        ? undefined
        : `Found a secret ${secretsSeen === 1 ? 'once' : `${grouped(secretsSeen)} times`} where it must not be`,
    count: ({ secretsSeen }) => secretsSeen,
    each: (result) => oldMemory(result.oldMemory, 'secret'),
  },
  {
    name: 'checksum',
    absence: 'no checksum is wrong',
    found: ({ checksumFailures, discarded }) =>
      checksumFailures === 0
        ? undefined
        : `Found ${counted(checksumFailures, 'wrong checksum')} in ${counted(discarded, 'frame')}`,
    count: ({ checksumFailures }) => checksumFailures,
    each: ({ checksumFailures }) => checksumFailures.map(wrongChecksum),
  },
  {
    name: 'fcs',
    absence: 'no frame check sequence is wrong',
    found: ({ wrongFrameCheckSequences: wrong }) =>
      wrong === 0 ? undefined : `Found ${counted(wrong, 'wrong frame check sequence')}`,
    count: ({ wrongFrameCheckSequences }) => wrongFrameCheckSequences,
    each: ({ wrongFrameCheckSequences }) => wrongFrameCheckSequences.map(wrongFrameCheck),
  },
  {
    name: 'padding',
    absence: 'all padding is zero',
    found: ({ paddedFrames }) =>
      paddedFrames === 0 ? undefined : `Found padding that is not zero in ${counted(paddedFrames, 'frame')}`,
    count: ({ paddedFrames }) => paddedFrames,
    each: ({ paddings }) => paddings.map(padding),
  },
];

function oldMemory(all: readonly OldMemory[], ...evidence: readonly Evidence[]): FoundInFrame[] {
  return all
    .filter((finding) => evidence.includes(finding.evidence))
    .map((finding) => {
      const { frame, start, end, crossRecipient, place, evidence, field, source } = finding;
      const identity = [place, evidence, field, `${start}`, source?.flow ?? finding.what ?? ''];
      const what = `${counted(end - start, 'byte')}${oldMemoryFact(finding)}`;
      return { what, frame, span: { start, end }, crossRecipient, identity };
    });
}

function wrongChecksum({ frame, protocol, offset, found, expected }: WrongChecksum): FoundInFrame {
  return {
    what: `${protocol} checksum ${hex16(found)}, expected ${hex16(expected)}`,
    frame,
    span: { start: offset, end: offset + 2 },
    identity: [protocol, `${offset}`],
  };
}

function wrongFrameCheck({ frame, offset, found, expected }: WrongFrameCheckSequence): FoundInFrame {
  if (found === null || expected === null) {
    return {
      what: 'frame check sequence found wrong by the network card',
      frame,
      span: null,
      identity: [],
    };
  }
  return {
    what: `frame check sequence ${hex32(found)}, expected ${hex32(expected)}`,
    frame,
    span: offset === null ? null : { start: offset, end: offset + 4 },
    identity: [],
  };
}

function padding({ frame, start, end, nonZero }: Padding): FoundInFrame {
  const what = `${grouped(nonZero)} of ${counted(end - start, 'byte')} of padding not zero`;
  return { what, frame, span: { start, end }, identity: [`${start}`] };
}
