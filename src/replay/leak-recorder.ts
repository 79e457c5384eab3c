import type { DeviceName } from '../netchannel/devices.ts';
import type { RecordedFrame } from '../recording/recording.ts';
import { RunRecorder } from '../recording/run-recorder.ts';
import type { RunResult, StepSite } from '../simulation/result.ts';
import { sitedFrames } from './record-replay.ts';
import type { ReplayOptions } from './replay.ts';

/** The frames of a replay that leak most, with those that the bytes are from. */
export interface WorstFrames {
  frames: RecordedFrame[];
  /** What the frames' steps are indexes of. */
  steps: StepSite[];
}

/** Keeps, however long a replay is, the frames that leak most under each release. */
export class LeakRecorder {
  readonly #recorders = new Map<DeviceName, RunRecorder>();
  readonly #leaks: number;

  /** @param leaks - how many of them, under each release */
  constructor(leaks: number) {
    this.#leaks = leaks;
  }

  /** For `replayCapture`. */
  readonly watch: NonNullable<ReplayOptions['watch']> = (release) => {
    const recorder = new RunRecorder({ frames: 0, bytes: 0, leaks: this.#leaks });
    this.#recorders.set(release, recorder);
    const { observer, listener } = recorder.options;
    return { observer, listener };
  };

  /** @returns by release */
  worst(results: readonly RunResult[]): Record<string, WorstFrames> {
    const found: Record<string, WorstFrames> = {};
    for (const result of results) {
      const recorded = this.#recorders.get(result.release as DeviceName)?.recorded(result);
      if (recorded !== undefined) found[result.release] = sitedFrames(recorded.recording.frames, []);
    }
    return found;
  }
}
