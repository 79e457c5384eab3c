import type { CallbackAxis } from './axes.ts';
import type { DeliveredFrame, EndName, NetchannelObserver } from './observer.ts';

/** How a frame callback ended, or that it has not: then whoever waits for it is to be told. */
export type CallbackOutcome = 'done' | 'pending' | 'failure' | 'out of memory';

/** Is handed each frame that arrives at an end (upstream: the callback that `listen` is given). */
export type FrameCallback = (frame: DeliveredFrame) => CallbackOutcome;

/**
 * Does with a callback's outcome what a release does with it.
 * @returns whether the listen loop has to wait for the callback
 */
export function settleCallback(
  outcome: CallbackOutcome,
  axis: CallbackAxis,
  end: EndName,
  observer: NetchannelObserver,
): boolean {
  if (outcome === 'done') return false;
  if (outcome === 'pending') return axis === 'awaited, caught';
  const text = `a frame callback ended with ${outcome}`;
  if (escapes(outcome, axis)) observer.escaped?.(end, text);
  else if (axis !== 'detached, silenced') observer.logged?.(end, 'error', text);
  return false;
}

function escapes(outcome: CallbackOutcome, axis: CallbackAxis): boolean {
  if (axis === 'detached') return true;
  return axis === 'detached, caught but for out of memory' && outcome === 'out of memory';
}
