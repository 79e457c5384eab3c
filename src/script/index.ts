/** Workload scripts: loading them, and going through their steps. */
export { StepCursor } from './cursor.ts';
export { formatPath, type Place, ScriptError, ScriptErrors } from './errors.ts';
export { loadScript } from './load.ts';
export { scriptSchema } from './schema/script.ts';
export type { Party, PollPolicy, Script } from './script.ts';
export type { PollStep, ReceiveStep, ScriptSite, SendStep, Step } from './step.ts';
export { didYouMean, suggest } from './suggestion.ts';
