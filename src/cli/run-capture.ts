import type { CaptureInfo } from '../report/capture-info.ts';
import type { FlushableCapture } from './pacing.ts';

/** Where the frames of a run go, as a file or a stream of packets. */
export interface RunCapture extends FlushableCapture {
  /** Sends out the rest, also after an error. @throws PcapOutputError, or what `write` threw */
  close(): Promise<void>;
  info(): CaptureInfo;
}
