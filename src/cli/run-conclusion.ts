import { failureLines } from '../report/expectation-section.ts';
import type { Script } from '../script/script.ts';
import { EXIT } from './exit-codes.ts';
import { askedFindings } from './fail-on.ts';
import type { RunSettings } from './run-options.ts';
import type { RunOutcome } from './run-outcome.ts';
import { reportStyle, wantsColor } from './terminal.ts';
import { writeText } from './write-text.ts';

/**
 * Says on standard error what is out of the ordinary.
 * @returns the exit status
 */
export async function concludeRuns(
  outcomes: readonly RunOutcome[],
  script: Script,
  settings: RunSettings,
): Promise<number> {
  const { failOn, releases } = settings;
  const lines: string[] = [];
  let status: number = EXIT.done;
  for (const outcome of outcomes) {
    const { result, stopped } = outcome;
    const under = releases.length > 0 ? `Under ${result.release}: ` : '';
    const asked = askedFindings(result, failOn);
    const unmet = unmetExpectations(outcome);
    const own = [...emptyCapture(outcome, script), ...unmet, ...asked, ...stoppedEarly(outcome, script)];
    lines.push(...own.map((line) => `netchannel-sim: ${under}${line}\n`));
    if (unmet.length > 0 && settings.quiet) lines.push(...unmetOneByOne(outcome, settings));
    if (asked.length > 0 || unmet.length > 0) status = EXIT.findings;
    if (stopped !== undefined) status = stopped;
  }
  await writeText(process.stderr, lines.join(''));
  return status;
}

function unmetExpectations({ result }: RunOutcome): string[] {
  const { failed, checked } = result.expectations;
  if (failed === 0) return [];
  const verb = failed === 1 ? 'is' : 'are';
  return [`${failed} of ${checked} expectation${checked === 1 ? '' : 's'} ${verb} not met`];
}

/** Where no report tells them. */
function unmetOneByOne({ result }: RunOutcome, { list, color }: RunSettings): string[] {
  const style = reportStyle(wantsColor(process.stderr, process.env, color));
  return failureLines(result, list, style)
    .filter((line) => line !== '')
    .map((line) => `${line}\n`);
}

function emptyCapture({ capture, stopped }: RunOutcome, script: Script): string[] {
  if (capture.packets > 0 || stopped !== undefined) return [];
  const why = script.poll.kind === 'manual' ? ': with "poll: manual" nothing moves but at poll steps' : '';
  return [`Warning: no frame crossed the channel, and the capture holds none${why}`];
}

function stoppedEarly({ result, capture, stopped }: RunOutcome, script: Script): string[] {
  if (stopped === undefined) return [];
  const taken = `${result.stepsTaken} of ${script.stepCount} steps`;
  return [`Stopped after ${taken}; the capture ends with frame ${capture.packets}`];
}
