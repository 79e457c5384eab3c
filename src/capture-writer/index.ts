/** Captures of runs, with what was found in each frame. */
export {
  type CapturedRun,
  type CaptureSubject,
  replaySubject,
  runSubject,
} from './capture-subject.ts';
export { CaptureTimeError } from './capture-time-error.ts';
export { PcapngCapture, type PcapngCaptureOptions, sectionOf } from './pcapng-capture.ts';
export type { FlushableCapture, RunCapture } from './run-capture.ts';
