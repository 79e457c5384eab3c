import { useCallback, useEffect, useState } from 'preact/hooks';
import { useKeys } from './use-keys.ts';

/** How long a packet stands still when all are played, milliseconds. */
const STEP = 900;

/** The way through the packets of a page: step by step, from find to find, or played. */
export interface Walk {
  isPlaying: boolean;
  onPlay(isPlaying: boolean): void;
  /** @param by - 1 to the next packet, -1 to the one before */
  onStep(by: number): void;
  /** The same, to the next or the previous one that is a find. */
  onLeak(by: number): void;
}

/**
 * Walks through packets by buttons, keys, and by itself.
 *
 * @param shown - the packets that are to be seen, in order
 * @param frame - where the walk is
 * @param isFind - keep it from render to render
 * @param toFrame - goes to the packet of this number; keep it, too
 */
export function useWalk<F extends { number: number }>(
  shown: readonly F[],
  frame: { number: number } | undefined,
  isFind: (frame: F) => boolean,
  toFrame: (number: number) => void,
): Walk {
  const [isPlaying, onPlay] = useState(false);
  const number = frame?.number ?? 1;
  const step = useCallback(
    (by: number, isWanted: (frame: F) => boolean = () => true): boolean => {
      const at = shown.findIndex((each) => each.number >= number);
      for (let i = (at < 0 ? shown.length : at) + by; i >= 0 && i < shown.length; i += by) {
        const each = shown[i];
        if (each === undefined || !isWanted(each)) continue;
        toFrame(each.number);
        return true;
      }
      return false;
    },
    [shown, number, toFrame],
  );
  const onStep = (by: number): void => void step(by);
  const onLeak = (by: number): void => void step(by, isFind);
  useKeys({
    n: () => onLeak(1),
    p: () => onLeak(-1),
    ArrowRight: () => onStep(1),
    ArrowLeft: () => onStep(-1),
    ' ': () => onPlay(!isPlaying),
  });
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setTimeout(() => {
      if (!step(1)) onPlay(false);
    }, STEP);
    return () => clearTimeout(timer);
  }, [isPlaying, step]);
  return { isPlaying, onPlay, onStep, onLeak };
}
