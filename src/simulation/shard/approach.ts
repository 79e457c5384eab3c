import type { PollPolicy } from '../../script/script.ts';
import type { Simulation } from '../simulation.ts';
import type { UnitGroup } from './slices.ts';
import type { UnitRunner } from './unit-runner.ts';

/**
 * How many repetitions a shard makes before its slice to bring the pool into the state that it would be in. auto: what
 * is seen to do, more of longer repeats, and all of those that are over soon.
 */
export type WarmUp = number | 'auto' | 'all';

/**
 * Blocks come back in another order than they were taken in, which repeats after 2, 3, 4, … repetitions; pages and
 * slots come round after a number that divides the 256 slots of a ring.
 */
const LONG_PERIOD = 3 * 256;
const SHORT_PERIOD = 3 * 16;
/** So many repetitions make the longer period worth its time. */
const MANY = 20 * LONG_PERIOD;
/** Steps that are simulated in no time. */
const FEW_STEPS = 20_000;

/** A leap over repetitions, all of them units. */
interface Leap {
  /** What one period adds is seen from here to `to`. */
  from: number;
  to: number;
  /** How many periods are leapt over from `to` on. */
  times: number;
  period: number;
}

/**
 * Plans how to get to a unit without simulating all before it. Of each repeat on the way, the beginning and the end
 * are simulated, and what is between is leapt over in whole periods: after so many repetitions polls fall on the same
 * steps again, and blocks lie in the same order in any pool that has been seen.
 */
export function leapsTo(
  unit: number,
  groups: readonly UnitGroup[],
  warmUp: WarmUp,
  poll: PollPolicy,
): Leap[] {
  if (warmUp === 'all') return [];
  const every = poll.kind === 'every' ? poll.steps : 1;
  const least = warmUp === 'auto' ? FEW_STEPS : 0;
  return groups.flatMap(({ from, to, steps }) => {
    const asked = warmUp === 'auto' ? (to - from < MANY ? SHORT_PERIOD : LONG_PERIOD) : warmUp;
    const period = commonMultiple(asked, every);
    const times = Math.floor((Math.min(to, unit) - period - (from + 2 * period)) / period);
    return times > 0 && times * period * steps > least
      ? [{ from: from + period, to: from + 2 * period, times, period }]
      : [];
  });
}

/** @returns the least multiple of both */
function commonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}

/**
 * Brings a simulation to the beginning of a unit.
 * @returns false if it was stopped
 */
export async function approach(
  unit: number,
  leaps: readonly Leap[],
  simulation: Simulation,
  runner: UnitRunner,
): Promise<boolean> {
  for (const { from, to, times, period } of leaps) {
    if (!(await runner.take(from))) return false;
    const before = simulation.progress();
    if (!(await runner.take(to))) return false;
    simulation.leap(before, simulation.progress(), times);
    if (!(await runner.passOver(to + times * period))) return false;
  }
  return runner.take(unit);
}
