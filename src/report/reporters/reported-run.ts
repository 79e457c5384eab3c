import { deviceTitle } from '../../netchannel/devices.ts';
import type { RunResult } from '../../simulation/result.ts';
import type { CaptureInfo } from '../capture-info.ts';

/** A run that was made, or could not be made to its end, as reporters see it. */
export type ReportedRun = EndedRun | BrokenRun;

/** What is run: a script under a release. */
export interface RunIdentity {
  /** The script's file as the user named it. */
  file: string;
  release: string;
}

/** A run that ended, or was stopped (`result.complete` is false then). */
export interface EndedRun extends RunIdentity {
  result: RunResult;
  /** Where the frames went; null if nowhere. */
  capture: CaptureInfo | null;
  /** What the user asked to fail the run for. */
  demands: readonly Demand[];
  /** Why it is not whole, in one sentence, if that is not because somebody stopped it. */
  failure?: string;
  /** What is not met has failed before where it was found, as in the shards of a merged run: it is told, and fails nothing. */
  isAlreadyFailed?: boolean;
}

/** A run that has no result, because its frames could not be written. */
export interface BrokenRun extends RunIdentity {
  result: undefined;
  /** What went wrong, in one sentence. */
  error: string;
}

/** A finding that the user asked to fail the run for. */
export interface Demand {
  /** The finding as the command line names it: `leak`. */
  finding: string;
  /** What was found, in one sentence; undefined if nothing was. */
  found: string | undefined;
}

/** @returns `demo.yaml under netchannel 1.10.0` */
export function runTitle({ file, release }: RunIdentity): string {
  return `${file} under ${deviceTitle(release)}`;
}
