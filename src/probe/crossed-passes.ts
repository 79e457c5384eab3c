import type { DeviceName } from '../netchannel/devices.ts';
import type { Window } from '../wire/window.ts';
import { sentAfter } from './handed-memory.ts';
import type { Pass } from './pass.ts';
import type { ProbedFrame, Stretch } from './result.ts';

/**
 * What crosses the channel of a device of what a writer wrote into the memory that the device hands out.
 *
 * @param passes - what it made of `handedMemory`
 * @param size - that it announces
 * @param known - its frames, as they are judged in plain buffers: some devices go by what was written
 */
export function crossedPasses(
  passes: readonly Pass[],
  device: DeviceName,
  size: number,
  known: readonly ProbedFrame[],
): Pass[] {
  return passes.map(({ filling, frames, refusal }) => {
    const crossed: Uint8Array[] = [];
    for (const [index, frame] of frames.entries()) {
      const stretches = known[index]?.stretches ?? [];
      const sent = sentAfter(device, filling, size, (window) => putBack(window, frame, stretches));
      if (sent === undefined) return { filling, frames: crossed, refusal: 'nothing crossed the channel' };
      crossed.push(sent);
    }
    return { filling, frames: crossed, refusal };
  });
}

/** Puts a frame where it was written. Its writer does not say what of it that was, but that is known. */
function putBack(window: Window, frame: Uint8Array, stretches: readonly Stretch[]): number {
  window.bytes.set(frame, window.start);
  for (const { start, end, verdict } of stretches) {
    if (verdict !== 'passed-through' && end <= window.length) window.claim(start, end - start);
  }
  return frame.length;
}
