import type { RunResult } from '../simulation/result.ts';
import type { SimulationListener, SimulationOptions } from '../simulation/simulation-options.ts';
import { FrameRecorder, type RecordingLimits } from './frame-recorder.ts';
import { PoolWatches } from './pool-watches.ts';
import type { Recording } from './recording.ts';

/** What a person can look through, and a browser holds with ease. */
export const RECORDING_LIMITS: RecordingLimits = { frames: 2000, bytes: 2 * 1024 * 1024, leaks: 100 };

/** A run, and what there is to be seen of it. */
export interface RecordedRun {
  result: RunResult;
  recording: Recording;
}

/** Records a simulation, whatever drives it. */
export class RunRecorder {
  /** What the simulation is to be made with. */
  readonly options: Required<Pick<SimulationOptions, 'observer' | 'listener' | 'listed'>>;
  readonly #frames: FrameRecorder;
  readonly #pools: PoolWatches;

  /** @param listener - whom else to tell */
  constructor(limits: RecordingLimits = RECORDING_LIMITS, listener: SimulationListener = {}) {
    const frames = new FrameRecorder(limits);
    this.#frames = frames;
    const pools = new PoolWatches(limits.frames);
    this.#pools = pools;
    this.options = {
      listed: Math.max(limits.frames, 1),
      observer: (audit, pool, _, channel) => pools.watch(channel, audit, pool),
      listener: {
        ...listener,
        frame: (frame) => {
          frames.add(frame, (block, length) => pools.clearedIn(frame.channel, block, length));
          listener.frame?.(frame);
        },
      },
    };
  }

  /** @param result - of the run, once it is over */
  recorded(result: RunResult): RecordedRun {
    const frames = this.#frames;
    frames.setTimes(result.frames);
    const { unbroken } = frames;
    const pools = this.#pools.pools(unbroken);
    return {
      result,
      recording: { frames: frames.frames(), unbroken, ...pools, leftOut: frames.leftOut() },
    };
  }
}
