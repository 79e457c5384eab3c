/** Captures as workloads: sent again as they are, or turned into scripts. */
export { type Replayed, type ReplayOptions, replayCapture } from './replay.ts';
