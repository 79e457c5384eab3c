import type { OldMemory } from './old-memory/result.ts';
import type { Padding, WrongChecksum, WrongFrameCheckSequence } from './result.ts';

/** All that was found in one frame, for those who tell it frame by frame. */
export class FrameFindings {
  readonly oldMemory: OldMemory[] = [];
  readonly checksumFailures: WrongChecksum[] = [];
  readonly wrongFrameCheckSequences: WrongFrameCheckSequence[] = [];
  readonly paddings: Padding[] = [];

  /** Forgets it: another frame comes. */
  clear(): void {
    for (const found of [
      this.oldMemory,
      this.checksumFailures,
      this.wrongFrameCheckSequences,
      this.paddings,
    ]) {
      found.length = 0;
    }
  }
}
