import type { Planned, Script } from '../../script/script.ts';

/** Which part of a run: the `index`-th of `count`, counted from 1. */
export interface ShardNumber {
  index: number;
  count: number;
}

/** Units from `from` up to, not including, `to`, as `StepCursor.unit` counts them. */
export interface Slice {
  from: number;
  to: number;
}

/** Consecutive units that are repetitions of one repeat, or one that is none. */
export interface UnitGroup extends Slice {
  /** Steps of a unit, at most if there are choices. */
  steps: number;
}

/** The top level of a script as units: each repetition of a repeat there is one, and so is each other step. */
export function unitGroups({ steps }: Pick<Script, 'steps'>): UnitGroup[] {
  let from = 0;
  return steps.map((planned) => {
    const isRepeat = planned.kind === 'repeat';
    const to = from + (isRepeat ? planned.count : 1);
    const group = { from, to, steps: isRepeat ? sum(planned.steps) : stepsOf(planned) };
    from = to;
    return group;
  });
}

/**
 * Cuts a script into slices of about as many steps each, one after the other: together they are all of it, and none
 * overlap. With fewer units than slices some are empty.
 */
export function sliceOf(script: Pick<Script, 'steps'>, { index, count }: ShardNumber): Slice {
  const groups = unitGroups(script);
  return { from: cut(groups, (index - 1) / count), to: cut(groups, index / count) };
}

/** Where the part of the steps that `share` says is over: the first unit that is not in it. */
function cut(groups: readonly UnitGroup[], share: number): number {
  const total = groups.reduce((steps, group) => steps + group.steps * (group.to - group.from), 0);
  const target = total * share;
  let before = 0;
  for (const { from, to, steps } of groups) {
    const all = steps * (to - from);
    if (share < 1 && before + all >= target) {
      return from + Math.min(to - from, Math.max(0, Math.round((target - before) / steps)));
    }
    before += all;
  }
  return groups.at(-1)?.to ?? 0;
}

/**
 * @param shard - which part of the script; all of it if absent
 * @returns how many steps it has, rounded above 2^53; undefined if choices decide
 */
export function exactSteps(script: Pick<Script, 'steps'>, shard?: ShardNumber): number | undefined {
  if (hasChoice(script.steps)) return undefined;
  const { from, to } = sliceOf(script, shard ?? { index: 1, count: 1 });
  return unitGroups(script).reduce((total, group) => {
    const units = Math.min(group.to, to) - Math.max(group.from, from);
    return total + Math.max(0, units) * group.steps;
  }, 0);
}

function hasChoice(steps: readonly Planned[]): boolean {
  return steps.some(
    (planned) => planned.kind === 'choice' || (planned.kind === 'repeat' && hasChoice(planned.steps)),
  );
}

function stepsOf(planned: Planned): number {
  switch (planned.kind) {
    case 'step':
      return 1;
    case 'repeat':
      return planned.count * sum(planned.steps);
    case 'choice':
      return Math.max(...planned.alternatives.map(({ steps }) => sum(steps)));
  }
}

function sum(steps: readonly Planned[]): number {
  return steps.reduce((total, planned) => total + stepsOf(planned), 0);
}
