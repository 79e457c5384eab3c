import type { CaptureInfo } from '../report/capture-info.ts';
import type { Script } from '../script/script.ts';
import type { RunResult } from '../simulation/result.ts';
import { runScript } from '../simulation/run.ts';
import { Interruption } from './interruption.ts';
import { PcapCapture } from './pcap-capture.ts';
import type { PlannedRun } from './planned-runs.ts';
import type { RunSettings } from './run-options.ts';

/** Findings of a kind that the JSON report lists, if --list does not ask for more. */
const LISTED_IN_JSON = 1000;

/** A run that has ended, and where its frames went. */
export interface RunOutcome {
  result: RunResult;
  capture: CaptureInfo;
  /** What to exit with if the run was stopped. */
  stopped: number | undefined;
}

/**
 * Runs a script into a capture.
 * @throws PcapOutputError if the capture cannot be written, also if its reader has gone away
 */
export async function makeRun(
  { release, output }: PlannedRun,
  script: Script,
  { seed, list, quiet, json }: RunSettings,
): Promise<RunOutcome> {
  const capture = new PcapCapture(output);
  const interruption = new Interruption();
  try {
    await capture.flush();
    const result = await runScript(script, {
      capture,
      signal: interruption.signal,
      listed: json !== undefined ? Math.max(LISTED_IN_JSON, list) : quiet ? 0 : list,
      ...(release === undefined ? {} : { release }),
      ...(seed === undefined ? {} : { seed }),
    });
    await capture.close();
    const stopped = result.complete ? undefined : interruption.exitCode;
    return { result, capture: capture.info(), stopped };
  } finally {
    await capture.close();
    interruption.release();
  }
}
