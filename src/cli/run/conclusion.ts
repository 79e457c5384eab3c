import type { CaptureInfo } from '../../report/capture-info.ts';
import { failureLines } from '../../report/expectation-section.ts';
import { verdictOf } from '../../report/reporters/checks.ts';
import type { EndedRun } from '../../report/reporters/reported-run.ts';
import { counted, grouped } from '../../report/words.ts';
import type { Script } from '../../script/script.ts';
import type { RunResult } from '../../simulation/result.ts';
import { UNTAKEN } from '../captures/stoppable-sink.ts';
import { EXIT } from '../exit-codes.ts';
import { stepsTakenText } from '../terminal/steps-taken.ts';
import { reportStyle, reportWidth, wantsColor } from '../terminal/terminal.ts';
import { writeText } from '../terminal/write-text.ts';
import type { RunSettings } from './options.ts';
import { LISTED, type RunOutcome } from './outcome.ts';
import type { PlannedRun } from './planned-runs.ts';

const SHORTENED = `of each kind of finding, the first ${grouped(LISTED)} are told`;

/** Runs that are over. */
export interface Conclusion {
  /** Of the runs that were made or tried. */
  outcomes: readonly RunOutcome[];
  /** All that there were to be. */
  planned: readonly PlannedRun[];
  /** What to exit with if somebody stopped them. */
  stopped: number | undefined;
  /** Whether messages have to say which run they are about. */
  several: boolean;
}

/**
 * Says on standard error what is out of the ordinary.
 * @returns the exit status: that of the run that went worst
 */
export async function concludeRuns(
  { outcomes, planned, stopped, several }: Conclusion,
  settings: RunSettings,
): Promise<number> {
  const scripts = new Set(planned.map(({ source }) => source));
  const lines = outcomes.flatMap((outcome) => {
    const about = `netchannel-sim: ${several ? prefix(outcome, scripts.size > 1) : ''}`;
    return [
      ...remarks(outcome, settings.loop, stopped !== undefined).map((line) => `${about}${line}`),
      ...unmetOneByOne(outcome, settings),
    ];
  });
  lines.unshift(...warningsOf(outcomes));
  const left = planned.length - outcomes.length;
  if (stopped !== undefined && left > 0 && several) {
    lines.push(
      `netchannel-sim: Stopped; ${left} of ${planned.length} runs ${left === 1 ? 'was' : 'were'} not begun`,
    );
  }
  if (lines.length > 0) await writeText(process.stderr, lines.map((line) => `${line}\n`).join(''));
  return stopped ?? worstStatus(outcomes);
}

/** What scripts do that may not be what is meant, each once, however often it is run. */
function warningsOf(outcomes: readonly RunOutcome[]): string[] {
  const warnings = new Set(outcomes.flatMap(({ run }) => run.script.warnings ?? []));
  return [...warnings].map((warning) => `netchannel-sim: Warning: ${warning}`);
}

function worstStatus(outcomes: readonly RunOutcome[]): number {
  const verdicts = outcomes.map(({ reported }) => verdictOf(reported));
  if (verdicts.includes('error')) return EXIT.error;
  return verdicts.includes('failed') ? EXIT.findings : EXIT.done;
}

function prefix({ reported: { file, release } }: RunOutcome, namesScript: boolean): string {
  return namesScript ? `${file} under ${release}: ` : `Under ${release}: `;
}

function remarks(
  { run: { script }, reported, isShortened }: RunOutcome,
  loop: boolean,
  isStopped: boolean,
): string[] {
  if (reported.result === undefined) return [reported.error];
  const found = reported.demands.flatMap((demand) => demand.found ?? []);
  const unmet = unmetExpectations(reported);
  const stop = reported.result.complete
    ? unread(reported, isStopped)
    : stoppedEarly(reported, script, loop).map((line) =>
        isShortened === true ? `${line}; ${SHORTENED}` : line,
      );
  return [...emptyCapture(reported, script), ...unmet, ...found, ...stop];
}

function unmetExpectations({ result }: EndedRun): string[] {
  const { failed, checked } = result.expectations;
  if (failed === 0) return [];
  const verb = failed === 1 ? 'is' : 'are';
  return [`${failed} of ${checked} expectation${checked === 1 ? '' : 's'} ${verb} not met`];
}

/** Where no report that is printed tells them. */
function unmetOneByOne({ reported }: RunOutcome, { list, color, reports }: RunSettings): string[] {
  if (reported.result === undefined || reports.some(({ file }) => file === undefined)) return [];
  const style = reportStyle(wantsColor(process.stderr, process.env, color));
  const width = reportWidth(process.stderr, process.env);
  return failureLines(reported.result, { list, style, width }).filter((line) => line !== '');
}

function emptyCapture({ result, capture }: EndedRun, script: Script): string[] {
  // A shard may well be none of the parts in which frames cross.
  if (result.totals.frames > 0 || !result.complete || result.shard !== undefined) return [];
  const held = capture === null || capture.packets > 0 ? '' : ', and the capture holds none';
  const why = script.poll.kind === 'manual' ? ': with "poll: manual" nothing moves but at poll steps' : '';
  return [`Warning: no frame crossed the channel${held}${why}`];
}

function stoppedEarly({ result, capture }: EndedRun, script: Script, loop: boolean): string[] {
  return [`Stopped after ${stepsText(result, script, loop)}${captureEnd(result, capture)}`];
}

/** A reader may leave when it likes, but one that was not waited for may still be there. */
function unread({ capture }: EndedRun, isStopped: boolean): string[] {
  return isStopped && capture?.taken === false ? [`Stopped; ${UNTAKEN}`] : [];
}

function captureEnd({ shard }: RunResult, capture: CaptureInfo | null): string {
  if (capture === null) return '';
  if (capture.taken === false) return `; ${UNTAKEN}`;
  return `; the capture ends with frame ${(shard?.framesBefore ?? 0) + capture.packets}`;
}

function stepsText({ stepsTaken, shard }: RunResult, script: Script, loop: boolean): string {
  if (shard !== undefined) return counted(stepsTaken, 'step');
  const taken = stepsTakenText(stepsTaken, script);
  return loop ? `${taken} of the last round` : taken;
}
