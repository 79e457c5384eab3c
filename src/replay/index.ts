/** Captures as workloads: sent again as they are, or turned into scripts. */

export {
  type GuestChoice,
  type Imported,
  type ImportOptions,
  importCapture,
} from './import/import-capture.ts';
export { type Replayed, type ReplayOptions, replayCapture } from './replay.ts';
