import type { Flaw, FlawRule, ProbedFrame, ProbeResult, ProbeTotals } from '../../probe/result.ts';
import { counted } from '../words.ts';
import { flawSentence } from './flaw-words.ts';

/** As --fail-on of `probe` names them. */
export type ProbeFindingName = 'leak' | 'depends' | 'checksum';

/** Something that a probe looks for. */
export interface ProbeFinding {
  name: ProbeFindingName;
  /** What can be said of a writer without it. */
  absence: string;
  /** @returns how much was found, in one sentence; undefined if nothing was */
  found(totals: ProbeTotals): string | undefined;
  /** What of the flaws it is. */
  rules: readonly FlawRule[];
}

/** All that can fail a probe. */
export const PROBE_FINDINGS: readonly ProbeFinding[] = [
  {
    name: 'leak',
    absence: 'nothing of the buffer passes through',
    found: ({ leaked, leakingFrames }) =>
      leaked === 0
        ? undefined
        : `Found ${counted(leaked, 'byte')} of old memory in ${counted(leakingFrames, 'frame')}`,
    rules: ['leak'],
  },
  {
    name: 'depends',
    absence: 'nothing is computed from old memory',
    found: ({ staleSums, dependencies }) =>
      staleSums + dependencies === 0
        ? undefined
        : `Found ${counted(staleSums + dependencies, 'thing')} that ${staleSums + dependencies === 1 ? 'depends' : 'depend'} on old memory`,
    rules: ['stale-sum', 'depends'],
  },
  {
    name: 'checksum',
    absence: 'every checksum is right under every filling',
    found: ({ staleSums, wrongChecksums }) =>
      staleSums + wrongChecksums === 0
        ? undefined
        : `Found ${counted(staleSums + wrongChecksums, 'wrong checksum')}`,
    rules: ['stale-sum', 'wrong-checksum'],
  },
];

/** A flaw, and where. */
export interface PlacedFlaw {
  flaw: Flaw;
  frame: ProbedFrame;
  /** In one line. */
  says: string;
}

/** @returns all flaws, frame by frame */
export function placedFlaws(result: ProbeResult): PlacedFlaw[] {
  return result.frames.flatMap((frame) =>
    frame.flaws.map((flaw) => ({ flaw, frame, says: flawSentence(flaw, frame, result) })),
  );
}
