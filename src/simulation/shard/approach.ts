import type { PollPolicy } from '../../script/script.ts';
import type { Simulation } from '../simulation.ts';
import type { UnitGroup } from './slices.ts';
import type { UnitRunner } from './unit-runner.ts';

/**
 * How many repetitions a shard makes before its slice to bring the pool into the state that it would be in. auto: 60
 * of each repeat that is long enough for it to be worth the while, and all of the others.
 */
export type WarmUp = number | 'auto' | 'all';

const AUTO_WARM_UP = 60;
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
  const period = Math.ceil((warmUp === 'auto' ? AUTO_WARM_UP : warmUp) / every) * every;
  const least = warmUp === 'auto' ? FEW_STEPS : 0;
  return groups.flatMap(({ from, to, steps }) => {
    const times = Math.floor((Math.min(to, unit) - period - (from + 2 * period)) / period);
    return times > 0 && times * period * steps > least
      ? [{ from: from + period, to: from + 2 * period, times, period }]
      : [];
  });
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
