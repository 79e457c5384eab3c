import type { CaptureInfo } from '../report/capture-info.ts';
import type { Capture } from '../simulation/capture/capture.ts';

/** A capture that can be told to send out what it holds. */
export interface FlushableCapture extends Capture {
  flush(): Promise<void>;
}

/** Where the frames of a run go, as a file or a stream of packets. */
export interface RunCapture extends FlushableCapture {
  /** Sends out the rest, also after an error. @throws PcapOutputError, or what `write` threw */
  close(): Promise<void>;
  /** Instead of `close`, when what was written is of no use: what was there before stays, if that can be done. */
  abort?(): Promise<void>;
  info(): CaptureInfo;
}
