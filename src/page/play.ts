import { runSubject } from '../capture-writer/capture-subject.ts';
import { type DeviceName, isDevice, OWN_DEVICE } from '../netchannel/devices.ts';
import { DEFAULT_RELEASE } from '../netchannel/releases.ts';
import { type RecordOptions, recordRun } from '../recording/record-run.ts';
import type { RecordedRun } from '../recording/run-recorder.ts';
import { headline } from '../report/headline.ts';
import { ScriptErrors } from '../script/errors.ts';
import { hasNanoseconds } from '../script/has-nanoseconds.ts';
import type { Script } from '../script/script.ts';
import { runScript } from '../simulation/run.ts';
import type { CapturedTraffic } from './captured-traffic.ts';
import type { Inspected } from './inspect-traffic.ts';
import type { MeasuredDevices } from './measure.ts';
import { memoryCapture } from './memory-capture.ts';
import { MemorySink } from './memory-sink.ts';
import { captureTraffic, playTraffic, replayedRelease } from './play-traffic.ts';
import { isTraffic, type Subject, type Workload } from './workload.ts';
import { scriptOf } from './workload-script.ts';

/** A run as the page shows it. */
export interface Played extends RecordedRun {
  release: DeviceName;
  /** What happened, in plain words. */
  headline: string;
}

/** Something that is wrong with a script, where it stands. */
export interface ScriptMistake {
  /** From 1. */
  line: number;
  column: number;
  message: string;
  /** The script that it is in: the workload's own, or one that that includes. */
  file: string;
}

/** What the page asks its engine, by the kind of the answer. */
export interface Questions {
  play: { ask: { workload: Subject; release?: string; most?: number }; answer: Played };
  inspect: { ask: { traffic: CapturedTraffic }; answer: Inspected };
  measure: { ask: { workload: Workload }; answer: MeasuredDevices };
  check: { ask: { workload: Workload }; answer: ScriptMistake[] };
  schema: { ask: Record<string, never>; answer: unknown };
  capture: {
    ask: { workload: Subject; release: string; format: 'pcap' | 'pcapng'; application: string };
    answer: Uint8Array;
  };
}

/**
 * Runs a workload and records it.
 * @param release - instead of the workload's own, and the script's
 * @param most - packets after which the run of a script is stopped: its result says that it is not complete
 * @throws ScriptErrors if the script is wrong, CaptureError if the capture is
 */
export async function play(workload: Subject, release?: string, most?: number): Promise<Played> {
  if (isTraffic(workload)) {
    const under = replayedRelease(workload, release);
    const run = await playTraffic(workload, under);
    return { ...run, release: under, headline: headline(run.result) };
  }
  const script = scriptOf(workload);
  const chosen = releaseOf(release ?? workload.release, script);
  const run = await recordRun(script, {
    release: chosen,
    ...(workload.seed === undefined ? {} : { seed: workload.seed }),
    ...(workload.exposure === true ? { exposure: true } : {}),
    ...(most === undefined ? {} : stoppedAfter(most)),
  });
  return { ...run, release: chosen, headline: headline(run.result) };
}

/** @returns what stops a run at the first turn after so many packets */
function stoppedAfter(most: number): Pick<RecordOptions, 'signal' | 'onTurn'> {
  const stop = new AbortController();
  return {
    signal: stop.signal,
    onTurn: ({ audit }) => {
      if (audit.totals.frames >= most) stop.abort();
    },
  };
}

/** @returns what is wrong with the script; empty if nothing is */
export function check(workload: Workload): ScriptMistake[] {
  try {
    scriptOf(workload);
    return [];
  } catch (error) {
    if (!(error instanceof ScriptErrors)) throw error;
    return mistakesOf(error);
  }
}

/**
 * @returns the capture that the command would write, byte for byte
 * @throws RangeError for pcap of a script with guests
 */
export async function capture(
  workload: Subject,
  release: string,
  format: 'pcap' | 'pcapng',
  application: string,
): Promise<Uint8Array> {
  if (isTraffic(workload)) {
    return await captureTraffic(workload, replayedRelease(workload, release), format, application);
  }
  const script = scriptOf(workload);
  const chosen = releaseOf(release, script);
  const seed = workload.seed ?? script.seed;
  if (format === 'pcap' && script.network !== undefined) {
    throw new RangeError('frames of several channels need pcapng, which has an interface for each');
  }
  const sink = new MemorySink();
  const written = memoryCapture(sink, {
    format,
    subject: runSubject({ script, release: chosen, seed }),
    hasNanoseconds: hasNanoseconds(script),
    application,
  });
  await runScript(script, { release: chosen, seed, capture: written });
  await written.close();
  return sink.contents();
}

function releaseOf(release: string | undefined, script: Script): DeviceName {
  if (release !== undefined && isDevice(release)) return release;
  if (release === OWN_DEVICE && script.ownDevice !== undefined) return release;
  return script.release ?? DEFAULT_RELEASE;
}

/** @returns what is wrong with a script, in the order of its text */
export function mistakesOf({ errors }: ScriptErrors): ScriptMistake[] {
  return errors.map(({ line, column, path, message, file }) => ({
    line,
    column,
    message: path === '' ? message : `${path}: ${message}`,
    file,
  }));
}
