/** Workload scripts: loading them, and going through their steps. */
export { StepCursor } from './cursor.ts';
export { formatPath, type Place, ScriptError, ScriptErrors } from './errors.ts';
export { type LoadOptions, loadScript } from './load.ts';
export { scriptSchema } from './schema/script.ts';
export type { Party, PollPolicy, Script } from './script.ts';
export type { NoteStep, PollStep, ReceiveStep, ScriptSite, SendStep, Step, WaitStep } from './step.ts';
export { didYouMean, suggest } from './suggestion.ts';
