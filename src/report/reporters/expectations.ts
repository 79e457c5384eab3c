import type { RunResult } from '../../simulation/result.ts';

/** What reporters need to know of what a script expected. */
export interface Expectations {
  items: readonly ExpectationItem[];
  failures: readonly ExpectationFailure[];
}

interface ExpectationPlace {
  /** If it does not stand in the script itself. */
  file?: string | undefined;
  line: number;
  column: number;
  /** Index of the step; null if it is about the whole run. */
  step: number | null;
}

export interface ExpectationItem extends ExpectationPlace {
  /** Of the step. */
  label: string;
  /** What is expected, in words. */
  what: string;
  met: boolean;
  /** False if the run was stopped before. */
  checked: boolean;
}

export interface ExpectationFailure extends ExpectationPlace {
  expected: string;
  found: string;
  /** Number of the frame that is not as expected; null if it is not about one frame. */
  frame: number | null;
}

/** @returns what the script of a run expected, and what of it is not met */
export function expectationsOf(result: RunResult & { expectations?: Expectations }): Expectations {
  return result.expectations ?? { items: [], failures: [] };
}
