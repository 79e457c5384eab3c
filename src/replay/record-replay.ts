import type { DeviceName } from '../netchannel/devices.ts';
import type { RecordedFrame } from '../recording/recording.ts';
import { type RecordedRun, RunRecorder } from '../recording/run-recorder.ts';
import type { StepSite } from '../simulation/result.ts';
import { type ReplayOptions, replayCapture } from './replay.ts';
import { SiteList } from './replayed-sites.ts';

/**
 * Replays a capture under a release and records it.
 * @throws what `replayCapture` throws, and CaptureError if not a single packet can be read
 */
export async function recordReplay(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  release: DeviceName,
  options: Omit<ReplayOptions, 'releases' | 'watch' | 'listed'>,
): Promise<RecordedRun> {
  const recorder = new RunRecorder();
  const { observer, listener, listed } = recorder.options;
  const { results, packets, damage } = await replayCapture(chunks, {
    ...options,
    releases: [release],
    watch: () => ({ observer, listener }),
    listed,
  });
  const [result] = results;
  if (result === undefined || (damage !== undefined && packets === 0)) {
    throw damage ?? new TypeError('Cannot record a replay: it came to nothing');
  }
  const { recording } = recorder.recorded(result);
  const { frames, steps } = sitedFrames(recording.frames, result.steps);
  return { result: { ...result, steps }, recording: { ...recording, frames } };
}

/**
 * @param frames - as they were recorded while the replay went on
 * @param known - sites that there are already
 * @returns the frames with indexes of `steps`
 */
export function sitedFrames(
  frames: readonly RecordedFrame[],
  known: readonly StepSite[],
): { frames: RecordedFrame[]; steps: StepSite[] } {
  const sites = new SiteList(known);
  return { frames: frames.map((frame) => sitedFrame(frame, sites)), steps: sites.steps };
}

/** Once the replay is over, steps are sites of its result; what was noted while it went on has yet to be told them. */
function sitedFrame(frame: RecordedFrame, sites: SiteList): RecordedFrame {
  const { leak, failures } = frame;
  return {
    ...sites.sited(frame),
    ...(leak === undefined ? {} : { leak: sites.leak(leak) }),
    failures: failures.map((failure) => sites.failure(failure)),
  };
}
