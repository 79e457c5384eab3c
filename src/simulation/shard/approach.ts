import type { PollPolicy } from '../../script/script.ts';
import type { Step } from '../../script/step.ts';
import type { Simulation } from '../simulation.ts';
import type { Advancing } from '../time/future-part.ts';
import type { UnitGroup } from './slices.ts';
import type { UnitRunner } from './unit-runner.ts';

/**
 * How many repetitions a shard makes before its slice, so that the pool gets into the state that it would be in. With
 * 'auto' as many as have been enough for every script so far (SHORT_PERIOD and LONG_PERIOD), and all of them if they are
 * so few that it takes no time.
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
/** To leap over fewer steps than these saves no time that anybody would notice. */
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
    const before = progressOf(simulation, runner.next);
    if (!(await runner.take(to))) return false;
    // Where repetitions do not move on alike, all of them are made.
    if (!leap(before, progressOf(simulation, runner.next), times)) continue;
    if (!(await runner.passOver(to + times * period))) return false;
  }
  return runner.take(unit);
}

/** How far a simulation has come. */
interface Progress {
  /** Virtual time since 1970, nanoseconds. */
  now: bigint;
  /** All that moves on with repetitions, by a name for each. */
  numbers: ReadonlyMap<string, Advancing>;
}

function progressOf(simulation: Simulation, next: Step | undefined): Progress {
  const numbers = simulation
    .future(next)
    .flatMap(({ name, advancing }) => advancing.map((it): [string, Advancing] => [`${name}: ${it.key}`, it]));
  return { now: simulation.now, numbers: new Map(numbers) };
}

/**
 * Goes on as if what happened from `before` to `after` had happened again `times` times: each number moves on by as
 * much as it did then.
 *
 * @returns false, with nothing done, if that cannot be: other things move now, or something would be due on the way
 */
function leap(before: Progress, after: Progress, times: number): boolean {
  const period = after.now - before.now;
  const landing = after.now + period * BigInt(times);
  const moves: (() => void)[] = [];
  for (const [key, { value, isDue, leap: move }] of after.numbers) {
    const past = before.numbers.get(key);
    if (past === undefined) return false;
    const step = value - past.value;
    const by = step * BigInt(times);
    if (isDue === true && step !== period && value + by <= landing) return false;
    moves.push(() => move(by));
  }
  if (before.numbers.size !== after.numbers.size) return false;
  for (const move of moves) move();
  return true;
}
