import type { ComponentChildren } from 'preact';
import type { ShownFrame } from '../shown-frame.ts';
import type { Walk } from './use-walk.ts';

export interface StepsProps extends Walk {
  frames: readonly ShownFrame[];
  /** How many there are in all, also of those that are not here. */
  of: number;
  frame: ShownFrame | undefined;
  onFrame(number: number): void;
  /** What `n` and `p` go to. */
  goal?: string;
  children?: ComponentChildren;
}

/** From packet to packet, and from leak to leak. */
export function Steps({
  frames,
  of,
  frame,
  isPlaying,
  onPlay,
  onStep,
  onLeak,
  onFrame,
  goal = 'leak',
  children,
}: StepsProps) {
  return (
    <div class="steps">
      <button type="button" onClick={() => onLeak(-1)} title="p">
        « previous {goal}
      </button>
      <button type="button" onClick={() => onStep(-1)} aria-label="previous packet" title="left arrow">
        ◀
      </button>
      <button type="button" onClick={() => onPlay(!isPlaying)} title="space" aria-pressed={isPlaying}>
        {isPlaying ? 'pause' : 'play'}
      </button>
      <button type="button" onClick={() => onStep(1)} aria-label="next packet" title="right arrow">
        ▶
      </button>
      <button type="button" onClick={() => onLeak(1)} title="n">
        next {goal} »
      </button>
      <label class="slider">
        <span>packet {frame?.number ?? '–'}</span>
        <input
          type="range"
          min={1}
          max={Math.max(1, frames.length)}
          value={frame === undefined ? 1 : frames.indexOf(frame) + 1}
          aria-label="packet"
          onInput={(event) => {
            const to = frames[Number(event.currentTarget.value) - 1];
            if (to !== undefined) onFrame(to.number);
          }}
        />
        <span class="note">of {of}</span>
      </label>
      {children}
    </div>
  );
}
