import type { FaultInput } from '../schema/fault.ts';
import type { Fault } from '../step.ts';
import { parseDuration } from '../time.ts';
import type { Blueprint } from './blueprint.ts';

/** @returns what a fault step, checked, is to do */
export function compileFault(input: FaultInput): Blueprint {
  return { label: `fault ${describe(input)}`, content: { kind: 'fault', fault: faultOf(input) } };
}

function faultOf({ drop, error, delay, by = '0s', refuse, stall, hold }: FaultInput): Fault {
  if (drop !== undefined) return { kind: 'drop', count: drop };
  if (error !== undefined) return { kind: 'error', count: error };
  if (delay !== undefined) return { kind: 'delay', count: delay, nanoseconds: parseDuration(by) ?? 0 };
  if (refuse !== undefined) return { kind: 'refuse', count: refuse };
  if (hold !== undefined) return { kind: 'hold', nanoseconds: lasting(hold) };
  return stall === undefined ? { kind: 'resume' } : { kind: 'stall', nanoseconds: lasting(stall) };
}

function lasting(text: string | true): number {
  return text === true ? Infinity : (parseDuration(text) ?? 0);
}

function describe({ drop, error, delay, by, refuse, stall, hold }: FaultInput): string {
  if (drop !== undefined) return `drop ${drop}`;
  if (error !== undefined) return `error ${error}`;
  if (delay !== undefined) return `delay ${delay} by ${by}`;
  if (refuse !== undefined) return `refuse ${refuse}`;
  if (hold !== undefined) return hold === true ? 'hold' : `hold ${hold}`;
  if (stall === undefined) return 'resume';
  return stall === true ? 'stall' : `stall ${stall}`;
}
