import { FILLINGS } from './fillings.ts';
import type { Attempt } from './pass.ts';
import type { ProbedLength } from './result.ts';

/** @returns how long a frame is under each filling, and whether that is the filling's doing */
export function judgeLength(attempts: readonly Attempt[]): ProbedLength {
  const byFilling = FILLINGS.map((_, filling) =>
    attempts.filter((attempt) => attempt.filling === filling).map(({ frame }) => frame.length),
  );
  const all = new Set(byFilling.flat());
  const varies = byFilling.some((lengths) => new Set(lengths).size > 1);
  return {
    verdict: varies ? 'varies' : all.size > 1 ? 'depends' : 'same',
    under: byFilling.map(([length]) => length ?? null),
  };
}
