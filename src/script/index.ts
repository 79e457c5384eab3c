/** Workload scripts: loading them, and going through their steps. */
export { StepCursor } from './cursor.ts';
export { formatPath, type Place, ScriptError, ScriptErrors, type SourceExcerpt } from './errors.ts';
export type { LoadOptions } from './load.ts';
export { loadScript } from './load-script.ts';
export { scriptSchema } from './schema/script.ts';
export type { Link, Party, PollPolicy, Script } from './script.ts';
export type {
  ActingStep,
  Fault,
  FaultStep,
  NoteStep,
  PollStep,
  ReceiveFrameStep,
  ReceivePacketStep,
  ReceiveStep,
  RepetitionStep,
  ScriptSite,
  SendStep,
  Step,
  Timing,
  WaitStep,
} from './step.ts';
export { didYouMean, suggest } from './suggestion.ts';
