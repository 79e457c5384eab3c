import type { Script } from '../script/script.ts';
import { type RunOptions, runScript } from '../simulation/run.ts';
import type { RecordingLimits } from './frame-recorder.ts';
import { type RecordedRun, RunRecorder } from './run-recorder.ts';

export interface RecordOptions extends Omit<RunOptions, 'observer' | 'listed'> {
  /** RECORDING_LIMITS if absent. */
  limits?: RecordingLimits;
}

/**
 * Runs a script and records it.
 * @throws what `runScript` throws
 */
export async function recordRun(script: Script, options: RecordOptions = {}): Promise<RecordedRun> {
  const { limits, listener, ...others } = options;
  const recorder = new RunRecorder(limits, listener);
  return recorder.recorded(await runScript(script, { ...others, ...recorder.options }));
}
