import { KeptFindings } from '../kept-findings.ts';
import { Habits } from './habits.ts';
import type { OldMemory, OldMemoryTotals } from './result.ts';

/** What was found in frames of all links of a capture. */
export class MemoryFindings {
  readonly totals: OldMemoryTotals = {
    oldMemoryFindings: 0,
    staleFindings: 0,
    poisonFindings: 0,
    staleFrames: 0,
    staleBytes: 0,
    crossRecipientBytes: 0,
    poisonFrames: 0,
    poisonBytes: 0,
    kernelPointers: 0,
    secretsSeen: 0,
    reservedFrames: 0,
    reservedBytes: 0,
  };
  readonly kept: KeptFindings<OldMemory>;
  readonly habits = new Habits();

  /**
   * @param listed - how many findings to keep
   * @param inFrame - takes all of them, as they are found
   */
  constructor(listed: number, inFrame: OldMemory[] | undefined) {
    this.kept = new KeptFindings(listed, inFrame);
  }
}
