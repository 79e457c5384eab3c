import type { ReportedRun } from '../../report/reporters/reported-run.ts';
import { makeFolders } from '../files/output-folder.ts';
import { Interruption, interruptedBy } from '../interruption.ts';
import type { RawOptions } from '../options/given-options.ts';
import type { Outlet } from '../reports/outlet.ts';
import { checkOutputs } from '../reports/output-conflicts.ts';
import { inFolders } from '../reports/report-folders.ts';
import { tell } from '../terminal/write-text.ts';
import { concludeRuns } from './conclusion.ts';
import { loadScripts } from './load-scripts.ts';
import { parseRunOptions, type RunSettings } from './options.ts';
import { makeRun, type RunOutcome } from './outcome.ts';
import { type PlannedRun, plannedRuns } from './planned-runs.ts';
import { openReports } from './reports.ts';
import { type NamedScripts, namedScripts } from './script-arguments.ts';

/**
 * Runs scripts, each under one release or several, writes the captures, and reports.
 *
 * @param scriptArguments - the scripts as the command line names them: paths and patterns
 * @returns the exit status
 * @throws CliError or ScriptErrors for what the user can put right, or AggregateError of these
 * @throws PcapOutputError if the reader of a capture has gone away
 */
export async function runCommand(scriptArguments: readonly string[], raw: RawOptions): Promise<number> {
  const asked = parseRunOptions(raw);
  const named = await namedScripts(scriptArguments);
  const reports = inFolders(asked.reports, baseNameOf(named));
  const settings: RunSettings = { ...asked, reports };
  const several = named.several || settings.releases.length > 0;
  const runs = plannedRuns(settings, await loadScripts(named.sources, settings));
  checkOutputs({
    sources: named.sources,
    outputs: runs.flatMap(({ output }) => output ?? []),
    reports,
  });
  makeFolders([asked.output, ...reports.map(({ folder }) => folder)]);
  for (const { notice } of named.sources) await tell(notice);
  // Before a long run, not after it.
  const viewer = settings.open ? await (await import('./open-in-wireshark.ts')).findViewer() : undefined;
  const [scriptArgument] = scriptArguments;
  const outlet = await openReports(settings, {
    runs: runs.length,
    several,
    scriptArgument,
    sources: named.sources,
  });
  try {
    const { outcomes, stopped } = await makeRuns(runs, settings, outlet);
    await outlet.end();
    const status = await concludeRuns({ outcomes, planned: runs, stopped, several }, settings);
    if (viewer !== undefined && stopped === undefined) await viewer.show(outcomes, settings);
    return status;
  } finally {
    outlet.close();
  }
}

/** Of the reports that go to a folder. */
function baseNameOf({ sources }: NamedScripts): string {
  return sources.length === 1 ? (sources[0]?.baseName ?? 'report') : 'report';
}

/** @returns the runs that were made or tried, and what to exit with if somebody stopped them */
async function makeRuns(
  runs: readonly PlannedRun[],
  settings: RunSettings,
  outlet: Outlet<ReportedRun>,
): Promise<{ outcomes: RunOutcome[]; stopped: number | undefined }> {
  const outcomes: RunOutcome[] = [];
  const interruption = new Interruption();
  try {
    for (const run of runs) {
      if (interruption.exitCode !== undefined) break;
      const outcome = await makeRun(run, settings, interruption).catch(unlessInterrupted);
      if (outcome === undefined) break;
      outcomes.push(outcome);
      outlet.tell(outcome.reported);
    }
    const isWhole = outcomes.length === runs.length && outcomes.every(isAllThere);
    // At a pace, the last frames were hurried on: all are there, but not when they were due.
    const isAsAsked = isWhole && settings.pace === Number.POSITIVE_INFINITY;
    return { outcomes, stopped: isAsAsked ? undefined : interruption.exitCode };
  } finally {
    interruption.release();
  }
}

/** Whether nothing of a run is missing because somebody stopped it, or what waits for a reader. */
function isAllThere({ reported }: RunOutcome): boolean {
  return reported.result === undefined || (reported.result.complete && reported.capture?.taken !== false);
}

/** @throws it, unless it is there because somebody asked to stop */
function unlessInterrupted(error: unknown): undefined {
  if (interruptedBy(error) === undefined) throw error;
}
