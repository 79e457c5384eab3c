import type { Script } from '../script/script.ts';
import type { RunResult } from '../simulation/result.ts';
import { type RunOptions, runScript } from '../simulation/run.ts';
import { FrameRecorder, type RecordingLimits } from './frame-recorder.ts';
import { PoolWatch } from './pool-watch.ts';
import type { Recording } from './recording.ts';

/** What a person can look through, and a browser holds with ease. */
export const RECORDING_LIMITS: RecordingLimits = { frames: 2000, bytes: 2 * 1024 * 1024, leaks: 100 };

export interface RecordOptions extends Omit<RunOptions, 'observer' | 'listed'> {
  /** RECORDING_LIMITS if absent. */
  limits?: RecordingLimits;
}

/** A run, and what there is to be seen of it. */
export interface RecordedRun {
  result: RunResult;
  recording: Recording;
}

/**
 * Runs a script and records it.
 * @throws what `runScript` throws
 */
export async function recordRun(script: Script, options: RecordOptions = {}): Promise<RecordedRun> {
  const { limits = RECORDING_LIMITS, listener = {}, ...others } = options;
  const recorder = new FrameRecorder(limits);
  let watch: PoolWatch | undefined;
  const result = await runScript(script, {
    ...others,
    listed: Math.max(limits.frames, 1),
    observer: (audit, pool) => {
      watch = new PoolWatch(audit, pool, limits.frames);
      return watch;
    },
    listener: {
      ...listener,
      frame: (frame) => {
        recorder.add(frame, (block, length) => watch?.clearedIn(block, length) ?? []);
        listener.frame?.(frame);
      },
    },
  });
  recorder.setTimes(result.frames);
  const seen = watch?.pool() ?? { blocks: [], uses: [] };
  const { unbroken } = recorder;
  const uses = seen.uses.filter(({ from }) => from <= unbroken);
  return {
    result,
    recording: { frames: recorder.frames(), unbroken, pool: { ...seen, uses }, leftOut: recorder.leftOut() },
  };
}
