import type { FaultInput } from '../schema/fault.ts';
import type { Fault } from '../step.ts';
import { parseDuration } from '../time.ts';
import type { Blueprint } from './blueprint.ts';

/** @returns what a fault step, checked, is to do */
export function compileFault(input: FaultInput): Blueprint {
  return { label: `fault ${describe(input)}`, content: { kind: 'fault', fault: faultOf(input) } };
}

function faultOf({ drop, error, delay, by = '0s', stall }: FaultInput): Fault {
  if (drop !== undefined) return { kind: 'drop', count: drop };
  if (error !== undefined) return { kind: 'error', count: error };
  if (delay !== undefined) return { kind: 'delay', count: delay, nanoseconds: parseDuration(by) ?? 0 };
  if (stall === undefined) return { kind: 'resume' };
  return { kind: 'stall', nanoseconds: stall === true ? Infinity : (parseDuration(stall) ?? 0) };
}

function describe({ drop, error, delay, by, stall }: FaultInput): string {
  if (drop !== undefined) return `drop ${drop}`;
  if (error !== undefined) return `error ${error}`;
  if (delay !== undefined) return `delay ${delay} by ${by}`;
  if (stall === undefined) return 'resume';
  return stall === true ? 'stall' : `stall ${stall}`;
}
