import { type CaptureSubject, runSubject } from '../../capture-writer/capture-subject.ts';
import type { DeviceName } from '../../netchannel/devices.ts';
import type { ReportedComparison } from '../../report/reporters/reported-comparison.ts';
import { hasNanoseconds } from '../../script/has-nanoseconds.ts';
import type { Script } from '../../script/script.ts';
import { type CompareOptions, compareReleases } from '../../simulation/comparison/comparison.ts';
import { CaptureSet } from '../captures/capture-set.ts';
import { createCapture } from '../captures/create-capture.ts';
import { OutlivingCapture } from '../captures/outliving-capture.ts';
import { UNTAKEN } from '../captures/stoppable-sink.ts';
import { EXIT } from '../exit-codes.ts';
import { makeFolders } from '../files/output-folder.ts';
import { Interruption } from '../interruption.ts';
import { expectSteps } from '../launch/long-work.ts';
import type { RawOptions } from '../options/given-options.ts';
import { OUTPUTS } from '../options/output.ts';
import { Outlet, tellerOfOne } from '../reports/outlet.ts';
import { checkOutputs } from '../reports/output-conflicts.ts';
import { refuseMissingOwn } from '../scripts/own-device.ts';
import { loadFrom, type ScriptSource, scriptSource } from '../scripts/script-source.ts';
import { refuseGuests } from '../scripts/several-channels.ts';
import { stepsTakenText } from '../terminal/steps-taken.ts';
import { proseWidth } from '../terminal/terminal.ts';
import { tell, writeText } from '../terminal/write-text.ts';
import { comparisonCommands } from './lines.ts';
import { type CompareSettings, parseCompareOptions } from './options.ts';

/** A comparison that has ended. */
interface Outcome extends ReportedComparison {
  /** What to exit with if it was stopped. */
  stopped: number | undefined;
}

/**
 * Runs a script under several releases side by side, and reports where they differ.
 *
 * @param scriptArgument - the script as the command line names it, if it does
 * @returns the exit status
 * @throws CliError or ScriptErrors for what the user can put right
 * @throws PcapOutputError if a capture cannot be written
 */
export async function compareCommand(scriptArgument: string | undefined, raw: RawOptions): Promise<number> {
  const source = scriptSource(scriptArgument);
  const settings = parseCompareOptions(raw, source.baseName);
  const { outputs, reports } = settings;
  const script = await loadFrom(source, settings);
  refuseMissingOwn(settings.releases, script);
  refuseGuests(script, settings.measures ? ['--devices'] : []);
  checkOutputs({ sources: [source], outputs: [...outputs.values()], reports });
  makeFolders([settings.given.text(OUTPUTS), ...reports.map(({ folder }) => folder)]);
  await tell(source.notice);
  const outlet = await openReport(source, scriptArgument, settings);
  try {
    const outcome = await compare(script, settings);
    outlet.tell(outcome);
    await outlet.end();
    return await conclude(outcome, script);
  } finally {
    outlet.close();
  }
}

function openReport(
  source: ScriptSource,
  scriptArgument: string | undefined,
  settings: CompareSettings,
): Promise<Outlet<ReportedComparison>> {
  const commands = comparisonCommands(scriptArgument, settings, process.env);
  const { reports, color } = settings;
  return Outlet.open({ reports, color }, async (reporter, { style, target }) => {
    const text = { style, width: proseWidth(target), ...(commands === undefined ? {} : { commands }) };
    const { measures, releases } = settings;
    const measured = measures ? { measured: releases } : {};
    const page = async (): Promise<() => string> => {
      const { pageOf } = await import('../page/page-of.ts');
      return () => pageOf([source], { ...settings, ...measured, isComparison: true });
    };
    return tellerOfOne(await reporter.comparison({ text, page }));
  });
}

async function compare(
  script: Script,
  { releases, measures, seed, differences, outputs }: CompareSettings,
): Promise<Outcome> {
  const set = new CaptureSet(outputs);
  const interruption = new Interruption();
  try {
    const subject = (release: DeviceName): CaptureSubject =>
      runSubject({ script, release, seed: seed ?? script.seed });
    const choice = { hasNanoseconds: hasNanoseconds(script) };
    // The comparison is told, whatever becomes of the readers of its captures.
    await set.open(
      async (file, release) =>
        new OutlivingCapture(await createCapture(file, subject(release), interruption.signal, choice)),
    );
    const options: CompareOptions = {
      releases,
      differences,
      measures,
      captures: set.captures,
      signal: interruption.signal,
      ...(seed === undefined ? {} : { seed }),
    };
    await expectSteps(script.stepCount * releases.length);
    const result = await compareReleases(script, options);
    await set.close();
    const isWhole = result.complete && set.isTaken;
    const stopped = isWhole ? undefined : interruption.exitCode;
    return { result, captures: set.info(), stopped };
  } catch (error) {
    // Not to put captures that end somewhere in the places of older ones.
    await set.abort();
    throw error;
  } finally {
    interruption.release();
  }
}

/** Says on standard error what is out of the ordinary. */
async function conclude({ result, stopped }: Outcome, script: Script): Promise<number> {
  const lines: string[] = [];
  if (stopped !== undefined) {
    const where = result.complete ? `; ${UNTAKEN}` : ` after ${stepsTakenText(result.stepsTaken, script)}`;
    lines.push(`Stopped${where}`);
  }
  if (stopped === undefined && result.differences.compared === 0) {
    const why = script.poll.kind === 'manual' ? ': with "poll: manual" nothing moves but at poll steps' : '';
    lines.push(`Warning: no frame crossed the channel under any release${why}`);
  }
  await writeText(process.stderr, lines.map((line) => `netchannel-sim: ${line}\n`).join(''));
  return stopped ?? EXIT.done;
}
