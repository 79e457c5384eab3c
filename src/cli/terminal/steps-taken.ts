import { counted, grouped } from '../../report/words.ts';
import type { Script } from '../../script/script.ts';
import { exactSteps } from '../../simulation/shard/slices.ts';

/** @returns how far a run came before it was stopped: `5 of 1,000 steps`, `5 of at most 1,000 steps` where choices decide */
export function stepsTakenText(taken: number, script: Pick<Script, 'steps' | 'stepCount'>): string {
  const { stepCount } = script;
  // Above 2^53 they are rounded, and may be infinitely many as far as that goes.
  if (stepCount > Number.MAX_SAFE_INTEGER) return `${grouped(taken)} of more than 9 quadrillion steps`;
  const most = exactSteps(script) === undefined ? 'at most ' : '';
  return `${grouped(taken)} of ${most}${counted(stepCount, 'step')}`;
}
