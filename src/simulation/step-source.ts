import type { Step } from '../script/step.ts';

/** Where steps come from, one at a time. */
export interface StepSource {
  /** @returns the next step, valid until the next call; undefined at the end */
  next(): Step | undefined;
}
