import { runSubject } from '../../capture-writer/capture-subject.ts';
import { CaptureTimeError } from '../../capture-writer/capture-time-error.ts';
import { PcapOutputError } from '../../pcap-writer/output-error.ts';
import type { CaptureInfo } from '../../report/capture-info.ts';
import { printable } from '../../report/printable.ts';
import type { Demand, ReportedRun } from '../../report/reporters/reported-run.ts';
import { hasNanoseconds } from '../../script/has-nanoseconds.ts';
import { CannotGoOn } from '../../simulation/cannot-go-on.ts';
import type { RunResult } from '../../simulation/result.ts';
import { ShardGap } from '../../simulation/shard/shard-gap.ts';
import { createCapture } from '../captures/create-capture.ts';
import { OutlivingCapture } from '../captures/outliving-capture.ts';
import { CliError } from '../cli-error.ts';
import type { Interruption } from '../interruption.ts';
import { expectSteps } from '../launch/long-work.ts';
import { demandsOf } from '../options/fail-on.ts';
import { messageOf } from '../report-failure.ts';
import type { RunSettings } from './options.ts';
import { pacedRun } from './paced-run.ts';
import { runPart } from './part.ts';
import type { PlannedRun } from './planned-runs.ts';
import { runProgress } from './progress.ts';
import { isLonger, shortened } from './shortened.ts';
import { traced } from './traced.ts';

/** Findings of a kind that reports know, if --list does not ask for more. */
export const LISTED = 1000;

/** A run that was tried, with what is said about it in the end. */
export interface RunOutcome {
  run: PlannedRun;
  reported: ReportedRun;
  /** Whether fewer findings are told than were asked for, because somebody asked to stop. */
  isShortened?: boolean;
}

/**
 * Runs a script, into a capture if there is to be one. That the capture cannot be written is an outcome, so that
 * other runs can still be made.
 *
 * @throws PcapOutputError if the reader of the capture has gone away
 * @throws Interrupted if somebody asked to stop before it could begin
 */
export async function makeRun(
  run: PlannedRun,
  settings: RunSettings,
  interruption: Interruption,
): Promise<RunOutcome> {
  const { release } = run;
  const file = run.source.label;
  try {
    const { result: whole, capture } = await intoCapture(run, settings, interruption.signal);
    // Who asks to stop does not want to wait for hundreds of megabytes.
    const isShortened = !whole.complete && interruption.signal.aborted && isLonger(whole, LISTED);
    const result = isShortened ? shortened(whole, LISTED) : whole;
    const demands: Demand[] = demandsOf(result, settings.failOn);
    return { run, reported: { file, release, result, capture, demands }, isShortened };
  } catch (error) {
    return { run, reported: { file, release, result: undefined, error: reasonOf(error) } };
  }
}

/** @throws what is not about this run alone */
function reasonOf(error: unknown): string {
  if (error instanceof ShardGap) return error.message;
  if (error instanceof CaptureTimeError) return error.message;
  if (error instanceof CannotGoOn) return printable(error.message);
  const isOurs = error instanceof CliError || (error instanceof PcapOutputError && error.code !== 'EPIPE');
  if (!isOurs) throw error;
  return messageOf(error);
}

async function intoCapture(
  { script, release, output }: PlannedRun,
  settings: RunSettings,
  signal: AbortSignal,
): Promise<{ result: RunResult; capture: CaptureInfo | null }> {
  const { seed, exposure, pace, loop, format, vantage, shard, warmUp } = settings;
  const trace = traced(settings.trace);
  const progress = runProgress(script, settings);
  const options = {
    ...trace.options,
    signal,
    release,
    listed: listedBy(settings),
    ...(exposure ? { exposure } : {}),
    ...(seed === undefined ? {} : { seed }),
    ...(shard === undefined ? {} : { shard, warmUp }),
    ...(progress === undefined ? {} : { onTurn: progress.onTurn }),
  };
  await expectSteps(loop ? Number.POSITIVE_INFINITY : script.stepCount / (shard?.count ?? 1));
  try {
    if (output === undefined) return { result: await runPart(script, options), capture: null };
    const subject = runSubject({ script, release, seed: seed ?? script.seed });
    const choice = { format, vantage, hasNanoseconds: hasNanoseconds(script) };
    const opened = await createCapture(output, subject, signal, choice);
    // Once its reader has left, a run that is to go on has nobody to wait for, and one without end has nobody to run for.
    const left = new AbortController();
    const leave = (): void => left.abort();
    signal.addEventListener('abort', leave);
    if (signal.aborted) leave();
    const capture = outlivesReader(settings) ? new OutlivingCapture(opened, leave) : opened;
    try {
      await capture.flush();
      const stop = loop ? left.signal : signal;
      const result = await pacedRun(script, {
        ...options,
        signal: stop,
        hurry: left.signal,
        capture,
        pace,
        loop,
      });
      await capture.close();
      return { result, capture: capture.info() };
    } catch (error) {
      // Of a part that is not the run's, nothing is of use; of a run that cannot go on, what came before.
      if (error instanceof ShardGap) await capture.abort?.();
      else await capture.close();
      throw error;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  } finally {
    trace.end();
    progress?.clear();
  }
}

/** Whether what is found is to be told in files, or by the exit status, also to those who read no capture. */
export function outlivesReader({ reports, failOn }: Pick<RunSettings, 'reports' | 'failOn'>): boolean {
  return failOn.size > 0 || reports.some(({ file }) => file !== undefined);
}

/** How many findings of a kind the reports list one by one. */
function listedBy({ reports, list }: RunSettings): number {
  return reports.length > 0 ? Math.max(LISTED, list) : 0;
}
