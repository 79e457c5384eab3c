import type { Window } from '../wire/window.ts';
import type { RawFrame } from './packets.ts';

/**
 * Runs a fill function that is given by its writes, in order.
 * @returns the length that it was told to return
 * @throws WindowError at the first write that leaves the window; those before it stand
 */
export function fillRaw(window: Window, frame: RawFrame): number {
  for (const { at, data } of frame.writes) window.setRange(at, data);
  return frame.returns;
}
