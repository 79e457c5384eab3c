import type { Moment } from './moment.ts';

/**
 * A number that decides what becomes of steps to come, and that repetitions of the same steps may move on: a moment of
 * virtual time, or a count.
 */
export interface Advancing {
  /** Tells it from the others of its part for as long as it is there. */
  key: string;
  /** Nanoseconds since 1970, or how many. */
  value: bigint;
  /** As far as it matters: a moment that is past may count as now. Null if it does not matter at present. */
  told: bigint | null;
  /** Whether something happens by itself at that moment, so that time cannot leap past it. */
  isDue?: true;
  /** Moves it on by so much. */
  leap(by: bigint): void;
}

/**
 * Something that decides what becomes of steps to come. Simulations of which all parts agree go on alike. Both who
 * compares them and who leaps over repetitions walks over the same list of parts, so that neither can forget one.
 */
export interface FuturePart {
  /** What messages call it. */
  name: string;
  advancing: readonly Advancing[];
  /** Tells, as numbers, what decides besides, and what repetitions bring back to what it was. */
  describe?(note: (value: number) => void): void;
}

export function advancingCount(key: string, count: number, leap: (by: bigint) => void): Advancing {
  const value = BigInt(count);
  return { key, value, told: value, leap };
}

/** @param told - see Advancing; all of it if absent */
export function advancingMoment(
  key: string,
  moment: Moment,
  told: bigint | null = moment.sinceEpoch,
): Advancing {
  return { key, value: moment.sinceEpoch, told, leap: (by) => moment.leap(by) };
}
