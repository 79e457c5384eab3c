import { replaySubject } from '../capture-writer/capture-subject.ts';
import { type DeviceName, isDevice } from '../netchannel/devices.ts';
import { DEFAULT_RELEASE } from '../netchannel/releases.ts';
import type { RecordedRun } from '../recording/run-recorder.ts';
import { recordReplay } from '../replay/record-replay.ts';
import { type ReplayOptions, replayCapture } from '../replay/replay.ts';
import type { Capture } from '../simulation/capture/capture.ts';
import { type CapturedTraffic, captureBytes, toldFrames } from './captured-traffic.ts';
import { memoryCapture } from './memory-capture.ts';
import { MemorySink } from './memory-sink.ts';
import { withToldFrames } from './told-frames.ts';

/**
 * Sends the packets of a capture through the device, and records what crosses.
 * @throws CaptureError if it cannot be read
 */
export async function playTraffic(traffic: CapturedTraffic, release: DeviceName): Promise<RecordedRun> {
  const run = await recordReplay([await captureBytes(traffic)], release, optionsOf(traffic));
  const { [release]: told } = await toldFrames(traffic);
  return told === undefined ? run : withToldFrames(run, told);
}

/** @returns the release to replay under: that which is asked for, or the page's own */
export function replayedRelease(traffic: CapturedTraffic, release = traffic.release): DeviceName {
  return release !== undefined && isDevice(release) ? release : DEFAULT_RELEASE;
}

/** @returns the capture that the command would write of the packets that the page has, byte for byte */
export async function captureTraffic(
  traffic: CapturedTraffic,
  release: DeviceName,
  format: 'pcap' | 'pcapng',
  application: string,
): Promise<Uint8Array> {
  const sink = new MemorySink();
  const subject = replaySubject(traffic.file, release);
  let close = async (): Promise<void> => undefined;
  await replayCapture([await captureBytes(traffic)], {
    ...optionsOf(traffic),
    releases: [release],
    listed: 0,
    open: async (hasNanoseconds) => {
      const capture = memoryCapture(sink, { format, subject, hasNanoseconds, application });
      close = () => capture.close();
      return new Map<DeviceName, Capture>([[release, capture]]);
    },
  });
  await close();
  return sink.contents();
}

function optionsOf({ name, file, beginning, sending }: CapturedTraffic): Omit<ReplayOptions, 'releases'> {
  return {
    name,
    file,
    source: JSON.stringify(file),
    ...(beginning === undefined ? {} : { most: beginning.packets }),
    ...sending,
  };
}
