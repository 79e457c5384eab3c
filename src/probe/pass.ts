import { FILLINGS } from './fillings.ts';

/** What a writer made of one filling: frame after frame, each into a buffer that was filled anew. */
export interface Pass {
  /** Index in FILLINGS. */
  filling: number;
  frames: readonly Uint8Array[];
  /** Why there is no further frame, in words; undefined if there were all that were asked for. */
  refusal?: string | undefined;
}

/**
 * In which order fillings are tried: each twice, the second time in the opposite order. What differs between two passes of
 * one filling is not the filling's doing: a counter, a time, chance.
 */
export const PASS_ORDER: readonly number[] = [...FILLINGS.keys(), ...[...FILLINGS.keys()].reverse()];

/** A frame of a pass. */
export interface Attempt {
  filling: number;
  frame: Uint8Array;
}

/** @returns the frames of that index in all passes that have it */
export function attemptsAt(passes: readonly Pass[], index: number): Attempt[] {
  return passes.flatMap(({ filling, frames }) => {
    const frame = frames[index];
    return frame === undefined ? [] : [{ filling, frame }];
  });
}
